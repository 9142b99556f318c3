"""Gates that train: a model learns one batch by heart, and takes a hundred steps on a real text as PyTorch does."""

from __future__ import annotations

import math
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.lab.gates.differences import format_number
from grader.lab.gates.gate import GateFailure, GateResult
from grader.lab.gates.gate_context import TEXT, GateContext
from grader.lab.gates.parity import DEFAULTS, SMALL
from grader.lab.model.gpt_parameters import parameter_values
from grader.lab.model.piece_set import PieceSet
from reference import oracles

OVERFIT = {"vocab_size": 128, "block_size": 32, "n_layer": 2, "n_head": 4, "n_embd": 64, "bias": False}
OVERFIT_STEPS, OVERFIT_LOSS = 500, 0.001

CURVE_STEPS, CURVE_BATCH, CURVE_TOLERANCE = 100, 12, 0.05
SCHEDULE = {"learning_rate": 1e-3, "min_lr": 1e-4, "warmup_iters": 10, "lr_decay_iters": CURVE_STEPS}
ADAMW = {"betas": (0.9, 0.95), "eps": 1e-8, "weight_decay": 0.1}
MAX_NORM = 1.0


def overfit(context: GateContext) -> GateResult:
    """Learn 16 sequences of 32 random tokens by heart: a model that cannot do that cannot learn anything."""
    pieces = context.pieces
    V, T = OVERFIT["vocab_size"], OVERFIT["block_size"]
    rng = np.random.default_rng(0)
    sequences = rng.integers(V, size=(16, T + 1))
    # Two sequences with the same first token would leave a loss of ln 2 where they part, which nothing can remove.
    sequences[:, 0] = rng.permutation(V)[:16]
    x, y = sequences[:, :-1], sequences[:, 1:]  # (16, T) each
    model = pieces.GPT(pieces.GPTConfig(**OVERFIT), dtype=np.float32)
    optimizer = pieces.AdamW(model.parameters(), lr=5e-3, weight_decay=0.0)
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
    passed = losses[-1] <= OVERFIT_LOSS
    return GateResult(
        passed,
        f"{losses[0]:.2f} → {losses[-1]:.2g} in {OVERFIT_STEPS} steps",
        "16 sequences of 32 random tokens, vocabulary 128, 2 layers, 4 heads, 64 wide, AdamW at lr 0.005 without "
        f"decay, float32; passes at {OVERFIT_LOSS} or less, from within 0.1 of ln 128 = 4.852",
        "" if passed else f"the loss should come down to {OVERFIT_LOSS}",
        {"losses": losses[::25], "steps": list(range(0, OVERFIT_STEPS + 1, 25))},
    )


@dataclass
class StepLog:
    """What `train` said of its steps; a rate is asked for at the beginning of a step, the others come at its end."""

    rates: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    norms: list[float] = field(default_factory=list)


def training_curve(context: GateContext, steps: int = CURVE_STEPS) -> GateResult:
    """Train the small GPT-2 on a real text by NumPy and by PyTorch: the same start, the same batches."""
    pieces = context.pieces
    context.on_progress("training curve, tokens", 0, steps)
    tokens = read_tokens(context)
    model = pieces.GPT(pieces.GPTConfig(**SMALL), dtype=np.float32)
    rates = _schedule(pieces, steps)
    futures = _submit_torch_steps(context, parameter_values(model), tokens, rates)
    log = _train(context, model, tokens, steps)
    theirs = _collect(context, futures)
    return _compare_curves(log, theirs, rates, len(tokens))


def _train(context: GateContext, model: Any, tokens: np.ndarray, steps: int) -> StepLog:
    """Train by the student's own `train`. Raises KeyboardInterrupt where `train` was stopped by Ctrl-C."""
    pieces, log = context.pieces, StepLog()

    def lr(it: int) -> float:
        log.rates.append(pieces.get_lr(it, **SCHEDULE))
        return log.rates[-1]

    def on_step(it: int, loss: float, norm: float) -> None:
        log.norms.append(float(norm))
        context.on_progress(f"training curve, loss {loss:.3f}", it + 1, steps)
        log.losses.append(float(loss))  # last: a step that Ctrl-C breaks off is not counted

    optimizer = pieces.AdamW(model.parameters(), **ADAMW)
    pieces.train(
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
    if len(log.losses) < len(log.rates):
        raise KeyboardInterrupt  # train catches it: a step was begun, and not finished
    if len(log.losses) != steps or len(log.rates) != steps:
        raise GateFailure(f"train took {len(log.losses)} steps of {steps}, or did not call on_step after each")
    return log


def _schedule(pieces: PieceSet, steps: int) -> list[float]:
    """Return the learning rates by the reference, or in a kit, which has none, by the student's get_lr that passed."""
    if oracles.RECORDED_ONLY:
        return [pieces.get_lr(it, **SCHEDULE) for it in range(steps)]
    return oracles.forward("part12_training", "get_lr")(np.arange(steps), **SCHEDULE).tolist()


def read_tokens(context: GateContext) -> np.ndarray:
    """Return the text's tokens as a token file holds them, (N,) in uint16."""
    from reference.tokenizer import gpt2  # takes a second, and only this gate reads a text

    text = (context.data / TEXT).read_text(encoding="utf-8")
    return np.array(gpt2().encode_ordinary(text), dtype=np.uint16)


def _submit_torch_steps(
    context: GateContext, params: dict[str, np.ndarray], tokens: np.ndarray, rates: list[float]
) -> list[Future]:
    """Have PyTorch train on the batches that get_batch draws from the same generator; its steps give (loss, norm)."""
    T, rng = SMALL["block_size"], np.random.default_rng(0)
    context.torch.call("start_training", SMALL | DEFAULTS, params, ADAMW)
    futures = []
    for rate in rates:
        starts = rng.integers(len(tokens) - T, size=CURVE_BATCH)
        windows = np.stack([tokens[at : at + T + 1] for at in starts]).astype(np.int64)  # (B, T + 1)
        futures.append(context.torch.submit("train_step", windows[:, :-1], windows[:, 1:], rate, MAX_NORM))
    return futures


def _collect(context: GateContext, futures: list[Future]) -> list[tuple[float, float]]:
    results = []
    for done, future in enumerate(futures):
        context.on_progress("training curve, PyTorch", done, len(futures))
        results.append(context.torch.result(future))
    return results


def _compare_curves(
    log: StepLog, theirs: list[tuple[float, float]], rates: list[float], token_count: int
) -> GateResult:
    losses, (their_losses, their_norms) = log.losses, (list(column) for column in zip(*theirs, strict=True))
    differences = np.abs(np.subtract(losses, their_losses))
    apart = np.flatnonzero(~(differences < CURVE_TOLERANCE))
    error = ""
    if not np.allclose(log.rates, rates, rtol=1e-9):
        error = "the learning rates that get_lr gave are not the schedule's"
    elif len(apart):
        error = f"at step {apart[0]} the loss is {losses[apart[0]]:.4f}, PyTorch's {their_losses[apart[0]]:.4f}"
    largest = format_number(float(differences.max()))
    return GateResult(
        not error,
        f"largest |Δloss| {largest} in {len(losses)} steps ({losses[0]:.2f} → {losses[-1]:.2f})",
        f"{token_count:,} GPT-2 tokens of {TEXT}, {CURVE_BATCH} windows of 64 a step, the small model from the same "
        "start, lr 1e-3 → 1e-4 by half a cosine after a warm-up of 10, decay 0.1, betas 0.9 and 0.95, clipped at 1.0; "
        "float32 on both sides",
        error,
        {
            "numpy": losses,
            "pytorch": their_losses,
            "difference": differences.tolist(),
            "limit": CURVE_TOLERANCE,
            "learning_rate": log.rates,
            "norm_numpy": log.norms,
            "norm_pytorch": their_norms,
            "tokens": token_count,
        },
    )
