"""Gates on layers and on the whole model: outputs and gradients against PyTorch's, in float64."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import numpy as np

from grader.course.drivers.gpt_attributes import BLOCK
from grader.lab.gates.differences import GRADIENT, OUTPUT, ParityTally, first_errors
from grader.lab.gates.gate import GateResult
from grader.lab.gates.gate_context import GateContext
from grader.lab.model.gpt_parameters import parameter_gradients, parameters
from grader.lab.model.piece_set import PieceSet

SMALL = {"vocab_size": 50304, "block_size": 64, "n_layer": 4, "n_head": 4, "n_embd": 128, "bias": False}
"""The published config; its vocabulary is GPT-2's, rounded up to a multiple of 64."""

DEFAULTS = {"gelu": "tanh", "tied": True, "eps": 1e-5}
"""The fields of GPTConfig that SMALL leaves at their defaults; PyTorch's side needs them all."""


@dataclass(frozen=True)
class LayerSizes:
    """One set of sizes at which the layers are tried: x is (*leading, D)."""

    label: str
    leading: tuple[int, ...]
    D: int
    n_head: int
    gelu: str = "tanh"
    rows: int = 7
    """Rows of the Embedding's table, and the output width of Linear."""


SIZES = (
    LayerSizes("three axes, all different", (2, 5), 12, 3),
    LayerSizes("a batch of 1, one head, square", (1, 6), 6, 1, "erf", rows=6),
)


@dataclass
class BuiltLayer:
    """A layer of the pieces, the paths of its parameters, and the options with which PyTorch does the same."""

    kind: str
    layer: Any
    paths: tuple[str, ...]
    options: dict[str, Any] = field(default_factory=dict)


def layer_parity(context: GateContext) -> GateResult:
    """Compare each layer's output and every one of its gradients, with bias and without, at two sizes."""
    tally = ParityTally()
    tried = 0
    for sizes in SIZES:
        for bias in (True, False):
            for built in _build_layers(context.pieces, sizes, bias):
                tried += 1
                label = f"{built.kind}{'' if bias else ' without bias'}, {sizes.label}: "
                _compare_layer(context, built, sizes, tally, label, np.random.default_rng(tried))
                context.on_progress(f"layer parity, {built.kind}", tried, 11 * len(SIZES))
    return GateResult(
        not tally.errors and tally.count > 0,
        tally.figure,
        f"one count is a layer's output or one of its gradients (of its input and of each parameter): the 6 layers of "
        f"part 09, with bias and without (Embedding has none), at {len(SIZES)} sizes "
        f"({'; '.join(s.label for s in SIZES)}; the second with the erf GELU)",
        first_errors(tally.errors),
        {"count": tally.count, "passed": tally.count - len(tally.errors), **tally.worst},
    )


def _build_layers(pieces: PieceSet, sizes: LayerSizes, bias: bool) -> list[BuiltLayer]:
    """Return the layers at one size, with bias or without; Embedding, which has none, is built once, with bias."""
    D, H, gelu = sizes.D, sizes.n_head, sizes.gelu
    linear, norm = (("W", "b") if bias else ("W",)), (("gamma", "beta") if bias else ("gamma",))
    mlp = tuple(f"{name}.{path}" for name in ("fc", "proj") for path in linear)
    attention = tuple(f"{name}.{path}" for name in ("qkv", "proj") for path in linear)
    block = tuple(path for path in BLOCK.values() if bias or not path.endswith((".b", ".beta")))
    layers = [
        BuiltLayer("Linear", pieces.Linear(D, sizes.rows, bias), linear),
        BuiltLayer("LayerNorm", pieces.LayerNorm(D, bias), norm),
        BuiltLayer("MLP", pieces.MLP(D, bias=bias, gelu=gelu), mlp, {"gelu": gelu}),
        BuiltLayer("MultiHeadAttention", pieces.MultiHeadAttention(D, H, bias), attention, {"n_head": H}),
        BuiltLayer("TransformerBlock", pieces.TransformerBlock(D, H, bias, gelu), block, {"n_head": H, "gelu": gelu}),
    ]
    return [*layers, BuiltLayer("Embedding", pieces.Embedding(sizes.rows, D), ("W",))] if bias else layers


def _compare_layer(
    context: GateContext, built: BuiltLayer, sizes: LayerSizes, tally: ParityTally, label: str, rng: np.random.Generator
) -> None:
    """Give a layer and PyTorch the same parameters, input and upstream gradient; compare the output and gradients."""
    tensors = {path: attrgetter(path)(built.layer) for path in built.paths}
    params = randomize(tensors, rng)
    takes_ids = built.kind == "Embedding"
    x = rng.integers(sizes.rows, size=sizes.leading) if takes_ids else rng.standard_normal((*sizes.leading, sizes.D))
    argument = x if takes_ids else context.pieces.Tensor(x, requires_grad=True)
    Y = built.layer(argument)
    upstream = rng.standard_normal((*sizes.leading, sizes.rows if built.kind == "Linear" else sizes.D))
    theirs = context.torch.call("layer", built.kind, params, x, upstream, built.options)
    tally.compare_output(f"{label}{OUTPUT}", Y.data, theirs.pop(OUTPUT))
    if Y.shape == upstream.shape:
        Y.backward(upstream)
    ours = parameter_gradients(tensors | ({} if takes_ids else {"x": argument}))
    tally.compare_gradients(ours, theirs, prefix=label)


def randomize(tensors: Mapping[str, Any], rng: np.random.Generator, std: float = 0.3) -> dict[str, np.ndarray]:
    """Draw the parameters anew, gammas around 1 and all else around 0, and return copies of them.

    Gammas of 1 and biases of 0, as they start, would hide a mistake in what multiplies or adds them.
    """
    for path, tensor in tensors.items():
        mean = 1.0 if path.endswith(("gamma", "_g")) else 0.0
        tensor.data[...] = mean + std * rng.standard_normal(tensor.shape)
    return {path: tensor.data.copy() for path, tensor in tensors.items()}


def model_parity(context: GateContext) -> GateResult:
    """Compare the logits, the loss and every parameter's gradient of the small GPT-2."""
    pieces = context.pieces
    config = pieces.GPTConfig(**SMALL)
    context.on_progress("model parity, building", 0, 3)
    model = pieces.GPT(config)
    rng = np.random.default_rng(0)
    tensors = parameters(model)
    params = randomize(tensors, rng, std=0.05)
    ids, targets = rng.integers(config.vocab_size, size=(2, 2, config.block_size))  # (B, T) each

    context.on_progress("model parity, PyTorch", 1, 3)
    their_logits, their_loss, theirs = context.torch.call("model", SMALL | DEFAULTS, params, ids, targets)
    context.on_progress("model parity, NumPy", 2, 3)
    tally = ParityTally()
    tally.compare_output("logits", model.logits(ids).data, their_logits)
    loss = model.loss(ids, targets)
    tally.compare_output("loss", loss.data, their_loss)
    loss.backward()
    tally.compare_gradients(parameter_gradients(tensors), theirs)
    return GateResult(
        not tally.errors,
        tally.figure,
        f"logits, loss and the gradients of {len(theirs)} parameters: 4 layers, 4 heads, 128 wide, block 64, "
        f"vocabulary 50304, no biases, tied, {config.n_parameters:,} numbers; 2 sequences of 64, float64",
        first_errors(tally.errors) + ("; `grader blame` finds the piece" if tally.errors else ""),
        {"count": tally.count, "forward": tally.worst[OUTPUT], "gradients": tally.worst[GRADIENT]},
    )
