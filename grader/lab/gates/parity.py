"""Gates on layers and on the whole model: outputs and gradients against PyTorch's, in float64."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import numpy as np

from grader.course.drivers.gpt_attributes import BLOCK
from grader.lab.gates.differences import GRADIENT, OUTPUT, Parity
from grader.lab.gates.gate_context import GateContext
from grader.lab.gates.run_gates import GateResult
from grader.lab.model.piece_set import parameter_gradients, parameters

SMALL = {"vocab_size": 50304, "block_size": 64, "n_layer": 4, "n_head": 4, "n_embd": 128, "bias": False}
"""The published config; its vocabulary is GPT-2's, rounded up to a multiple of 64."""


@dataclass(frozen=True)
class Shape:
    """One size at which the layers are tried: x is (*leading, D)."""

    label: str
    leading: tuple[int, ...]
    D: int
    n_head: int
    gelu: str = "tanh"
    rows: int = 7
    """Rows of the Embedding's table, and what Linear puts out."""


SHAPES = (
    Shape("three axes, all different", (2, 5), 12, 3),
    Shape("a batch of 1, one head, square", (1, 6), 6, 1, "erf", rows=6),
)


@dataclass
class _Built:
    """A layer of the student's, and what PyTorch needs to know in order to do the same."""

    kind: str
    layer: Any
    paths: tuple[str, ...]
    options: dict[str, Any] = field(default_factory=dict)


def layers(context: GateContext) -> GateResult:
    """Compare each layer's output and every one of its gradients, with bias and without, at two sizes."""
    tally = Parity()
    tried = 0
    for shape in SHAPES:
        for bias in (True, False):
            for built in _build(context.own, shape, bias):
                tried += 1
                where = f"{built.kind}{'' if bias else ' without bias'}, {shape.label}: "
                _compare(context, built, shape, tally, where, np.random.default_rng(tried))
                context.on_progress(f"layer parity, {built.kind}", tried, 11 * len(SHAPES))
    return GateResult(
        not tally.wrong and tally.count > 0,
        tally.figure,
        f"one count is a layer's output or one of its gradients (of its input and of each parameter): the 6 layers of "
        f"part 09, with bias and without (Embedding has none), at {len(SHAPES)} sizes "
        f"({'; '.join(s.label for s in SHAPES)}; the second with the erf GELU)",
        tally.trouble,
        {"count": tally.count, "passed": tally.count - len(tally.wrong), **tally.worst},
    )


def _build(own: Any, shape: Shape, bias: bool) -> list[_Built]:
    """Return the layers at one size. A layer that has no bias to leave out stands among those with bias alone."""
    D, H, b = shape.D, shape.n_head, bias
    linear, norm = (("W", "b") if b else ("W",)), (("gamma", "beta") if b else ("gamma",))
    mlp = tuple(f"{name}.{path}" for name in ("fc", "proj") for path in linear)
    attention = tuple(f"{name}.{path}" for name in ("qkv", "proj") for path in linear)
    block = tuple(path for path in BLOCK.values() if b or not path.endswith((".b", ".beta")))
    found = [
        _Built("Linear", own.Linear(D, shape.rows, b), linear),
        _Built("LayerNorm", own.LayerNorm(D, b), norm),
        _Built("MLP", own.MLP(D, bias=b, gelu=shape.gelu), mlp, {"gelu": shape.gelu}),
        _Built("MultiHeadAttention", own.MultiHeadAttention(D, H, b), attention, {"n_head": H}),
        _Built("TransformerBlock", own.TransformerBlock(D, H, b, shape.gelu), block, {"n_head": H, "gelu": shape.gelu}),
    ]
    return [*found, _Built("Embedding", own.Embedding(shape.rows, D), ("W",))] if b else found


def _compare(
    context: GateContext, built: _Built, shape: Shape, tally: Parity, where: str, rng: np.random.Generator
) -> None:
    """Give a layer and PyTorch the same parameters, input and upstream gradient, and compare all that comes back."""
    tensors = {path: attrgetter(path)(built.layer) for path in built.paths}
    params = randomize(tensors, rng)
    embeds = built.kind == "Embedding"
    x = rng.integers(shape.rows, size=shape.leading) if embeds else rng.standard_normal((*shape.leading, shape.D))
    given = x if embeds else context.own.Tensor(x, requires_grad=True)
    Y = built.layer(given)
    upstream = rng.standard_normal((*shape.leading, shape.rows if built.kind == "Linear" else shape.D))
    theirs = context.torch.ask("layer", built.kind, params, x, upstream, built.options)
    tally.output(f"{where}{OUTPUT}", Y.data, theirs.pop(OUTPUT))
    if Y.shape == upstream.shape:
        Y.backward(upstream)
    ours = parameter_gradients(tensors | ({} if embeds else {"x": given}))
    tally.gradients(ours, theirs, of=where)


def randomize(tensors: Mapping[str, Any], rng: np.random.Generator, std: float = 0.3) -> dict[str, np.ndarray]:
    """Draw the parameters anew, gammas around 1 and all else around 0, and return copies of what they are now.

    As they start, gammas of 1 and biases of 0 would hide what multiplies or adds them in the wrong place.
    """
    for path, tensor in tensors.items():
        middle = 1.0 if path.endswith(("gamma", "_g")) else 0.0
        tensor.data[...] = middle + std * rng.standard_normal(tensor.shape)
    return {path: tensor.data.copy() for path, tensor in tensors.items()}


def model(context: GateContext) -> GateResult:
    """Compare the logits, the loss and every parameter's gradient of the small GPT-2."""
    own = context.own
    config = own.GPTConfig(**SMALL)
    context.on_progress("model parity, building", 0, 3)
    whole = own.GPT(config)
    rng = np.random.default_rng(0)
    tensors = parameters(whole)
    params = randomize(tensors, rng, std=0.05)
    ids, targets = rng.integers(config.vocab_size, size=(2, 2, config.block_size))  # (B, T) each

    context.on_progress("model parity, PyTorch", 1, 3)
    their_logits, their_loss, theirs = context.torch.ask("model", SMALL | EXTRA, params, ids, targets)
    context.on_progress("model parity, NumPy", 2, 3)
    tally = Parity()
    tally.output("logits", whole.logits(ids).data, their_logits)
    loss = whole.loss(ids, targets)
    tally.output("loss", loss.data, their_loss)
    loss.backward()
    tally.gradients(parameter_gradients(tensors), theirs)
    return GateResult(
        not tally.wrong,
        tally.figure,
        f"logits, loss and the gradients of {len(theirs)} parameters: 4 layers, 4 heads, 128 wide, block 64, "
        f"vocabulary 50304, no biases, tied, {config.n_parameters:,} numbers; 2 sequences of 64, float64",
        tally.trouble + ("; `grader blame` finds the piece" if tally.wrong else ""),
        {"count": tally.count, "forward": tally.worst[OUTPUT], "gradients": tally.worst[GRADIENT]},
    )


EXTRA = {"gelu": "tanh", "tied": True, "eps": 1e-5}
"""What the small config leaves as it is; PyTorch's side is told."""
