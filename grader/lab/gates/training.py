"""Gates that train: a batch learnt by heart, and a hundred steps on a real text beside PyTorch."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from grader.lab.gates.differences import number
from grader.lab.gates.gate_context import TEXT, GateContext
from grader.lab.gates.parity import EXTRA, SMALL
from grader.lab.gates.run_gates import GateResult
from grader.lab.model.piece_set import GateFailure, PieceSet, parameter_values
from reference import oracles

OVERFIT = {"vocab_size": 128, "block_size": 32, "n_layer": 2, "n_head": 4, "n_embd": 64, "bias": False}
OVERFIT_STEPS, OVERFIT_TO = 500, 0.001

CURVE_STEPS, CURVE_BATCH, CURVE_WITHIN = 100, 12, 0.05
SCHEDULE = {"learning_rate": 1e-3, "min_lr": 1e-4, "warmup_iters": 10, "lr_decay_iters": CURVE_STEPS}
ADAMW = {"betas": (0.9, 0.95), "eps": 1e-8, "weight_decay": 0.1}
MAX_NORM = 1.0


def overfit(context: GateContext) -> GateResult:
    """Learn 16 sequences of 32 random tokens by heart: what cannot do that has no way to learn anything."""
    own = context.own
    V, T = OVERFIT["vocab_size"], OVERFIT["block_size"]
    rng = np.random.default_rng(0)
    sequences = rng.integers(V, size=(16, T + 1))
    # Two sequences that begin alike would leave a loss of ln 2 where they part, which nothing can learn away.
    sequences[:, 0] = rng.permutation(V)[:16]
    x, y = sequences[:, :-1], sequences[:, 1:]  # (16, T) each
    model = own.GPT(own.GPTConfig(**OVERFIT), dtype=np.float32)
    optimizer = own.AdamW(model.parameters(), lr=5e-3, weight_decay=0.0)
    losses = []
    for step in range(OVERFIT_STEPS + 1):
        loss = model.loss(x, y)
        losses.append(float(loss.data))
        if not abs(losses[0] - math.log(V)) < 0.1:
            raise GateFailure(
                f"the first loss is {losses[0]:.3f} and should be near ln {V} = {math.log(V):.3f}: a model that has "
                "learnt nothing is to have no favourite"
            )
        if step % 10 == 0:
            context.on_progress(f"overfit, loss {losses[-1]:.4f}", step, OVERFIT_STEPS)
        if step < OVERFIT_STEPS:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    trouble = "" if losses[-1] <= OVERFIT_TO else f"the loss should come down to {OVERFIT_TO}"
    return GateResult(
        not trouble,
        f"{losses[0]:.2f} → {losses[-1]:.2g} in {OVERFIT_STEPS} steps",
        "16 sequences of 32 random tokens, vocabulary 128, 2 layers, 4 heads, 64 wide, AdamW at lr 0.005 without "
        f"decay, float32; passes at {OVERFIT_TO} or less, from within 0.1 of ln 128 = 4.852",
        trouble,
        {"losses": losses[::25], "steps": list(range(0, OVERFIT_STEPS + 1, 25))},
    )


def curve(context: GateContext, steps: int = CURVE_STEPS) -> GateResult:
    """Train the small GPT-2 on a real text, NumPy and PyTorch side by side: the same start, the same batches."""
    own = context.own
    context.on_progress("training curve, tokens", 0, steps)
    tokens = read_tokens(context)
    model = own.GPT(own.GPTConfig(**SMALL), dtype=np.float32)
    rates = _rates(own, steps)
    answers = _hundred_steps(context, parameter_values(model), tokens, rates)

    losses: list[float] = []
    norms: list[float] = []
    asked: list[float] = []  # the rates, one for each step begun

    def lr(it: int) -> float:
        asked.append(own.get_lr(it, **SCHEDULE))
        return asked[-1]

    def on_step(it: int, loss: float, norm: float) -> None:
        norms.append(float(norm))
        context.on_progress(f"training curve, loss {loss:.3f}", it + 1, steps)
        losses.append(float(loss))  # last: a step that Ctrl-C broke off is not among them

    optimizer = own.AdamW(model.parameters(), **ADAMW)
    own.train(
        model,
        optimizer,
        tokens,
        steps=steps,
        batch_size=CURVE_BATCH,
        block_size=SMALL["block_size"],
        lr=lr,
        max_norm=MAX_NORM,
        rng=np.random.default_rng(0),
        on_step=on_step,
    )
    if len(losses) < len(asked):
        raise KeyboardInterrupt  # train keeps Ctrl-C to itself: a step was begun, and not done
    if len(losses) != steps or len(asked) != steps:
        raise GateFailure(f"train took {len(losses)} steps of {steps}, or did not call on_step after each")
    theirs = _collect(context, answers)
    return _judge(losses, norms, asked, theirs, rates, len(tokens))


def _rates(own: PieceSet, steps: int) -> list[float]:
    """Return the schedule: the reference's, or in a student's kit, which has none, the student's, which has passed."""
    if oracles.RECORDED_ONLY:
        return [own.get_lr(it, **SCHEDULE) for it in range(steps)]
    return oracles.forward("part12_training", "get_lr")(np.arange(steps), **SCHEDULE).tolist()


def read_tokens(context: GateContext) -> np.ndarray:
    """Return the text's tokens as a token file holds them, (N,) in uint16."""
    from reference.tokenizer import gpt2  # costs a second, and only this gate reads a text

    text = (context.data / TEXT).read_text(encoding="utf-8")
    return np.array(gpt2().encode_ordinary(text), dtype=np.uint16)


def _hundred_steps(context: GateContext, params: dict[str, np.ndarray], tokens: np.ndarray, rates: list[float]) -> list:
    """Set PyTorch to work on batches drawn by the rule, and return a promise of (loss, norm) for each step."""
    T, rng = SMALL["block_size"], np.random.default_rng(0)
    context.torch.ask("begin", SMALL | EXTRA, params, ADAMW)
    promises = []
    for rate in rates:
        starts = rng.integers(len(tokens) - T, size=CURVE_BATCH)
        windows = np.stack([tokens[at : at + T + 1] for at in starts]).astype(np.int64)  # (B, T + 1)
        promises.append(context.torch.promise("advance", windows[:, :-1], windows[:, 1:], rate, MAX_NORM))
    return promises


def _collect(context: GateContext, answers: list) -> list[tuple[float, float]]:
    for done, answer in enumerate(answers):
        context.on_progress("training curve, PyTorch", done, len(answers))
        answer.result()
    return [answer.result() for answer in answers]


def _judge(
    losses: list[float], norms: list[float], asked: list[float], theirs: list, rates: list[float], tokens: int
) -> GateResult:
    their_losses, their_norms = (list(column) for column in zip(*theirs, strict=True))
    off = np.abs(np.subtract(losses, their_losses))
    far = np.flatnonzero(~(off < CURVE_WITHIN))
    trouble = ""
    if not np.allclose(asked, rates, rtol=1e-9):
        trouble = "the learning rates that get_lr gave are not the schedule's"
    elif len(far):
        trouble = f"at step {far[0]} the loss is {losses[far[0]]:.4f}, PyTorch's {their_losses[far[0]]:.4f}"
    numbers: dict[str, Any] = {
        "numpy": losses,
        "pytorch": their_losses,
        "difference": off.tolist(),
        "limit": CURVE_WITHIN,
        "learning_rate": asked,
        "norm_numpy": norms,
        "norm_pytorch": their_norms,
        "tokens": tokens,
    }
    return GateResult(
        not trouble,
        f"largest |Δloss| {number(float(off.max()))} in {len(losses)} steps ({losses[0]:.2f} → {losses[-1]:.2f})",
        f"{tokens:,} GPT-2 tokens of {TEXT}, {CURVE_BATCH} windows of 64 a step, the small model from the same start, "
        "lr 1e-3 → 1e-4 by half a cosine after a warm-up of 10, decay 0.1, betas 0.9 and 0.95, clipped at 1.0; float32 "
        "on both sides",
        trouble,
        numbers,
    )
