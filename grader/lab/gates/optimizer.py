"""Gates on the optimizer: thirty steps of it alone, and one step of a whole model, against PyTorch's."""

from __future__ import annotations

import numpy as np

from grader.lab.gates.differences import apart, first_of, number
from grader.lab.gates.gate_context import GateContext
from grader.lab.gates.parity import EXTRA, SMALL, randomize
from grader.lab.gates.run_gates import GateResult
from grader.lab.model.piece_set import parameter_values, parameters

STEPS, STEPS_WITHIN = 10, 1e-6
ONE_STEP_WITHIN = 1e-5

SETTINGS = (
    ("PyTorch's defaults", {"betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.01}, [1e-3] * STEPS),
    ("Adam, no decay", {"betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0}, [1e-2] * STEPS),
    (
        "nanoGPT's, lr falling",
        {"betas": (0.9, 0.95), "eps": 1e-8, "weight_decay": 0.1},
        list(np.geomspace(6e-4, 6e-5, STEPS)),
    ),
)
"""A name, what AdamW is made with, and the learning rate of each step."""


def steps(context: GateContext) -> GateResult:
    """Take ten steps in each of three settings on the same random gradients; compare all parameters after each."""
    wrong: list[str] = []
    worst = 0.0
    for number_of, (label, options, lrs) in enumerate(SETTINGS):
        rng = np.random.default_rng(number_of)
        # A matrix, a gamma, a stack of matrices. The gamma is of size 1, so that a decay that it should not have shows.
        start = [
            middle + 0.02 * rng.standard_normal(shape) for middle, shape in ((0, (7, 5)), (1, (5,)), (0, (3, 4, 2)))
        ]
        # Gradients of very different sizes, since Adam's step should not depend on that.
        arrived = [[10.0 ** rng.uniform(-4, 2) * rng.standard_normal(p.shape) for p in start] for _ in range(STEPS)]
        theirs = context.torch.ask("optimize", start, arrived, lrs, options)

        tensors = [context.own.Tensor(p.copy(), requires_grad=True) for p in start]
        optimizer = context.own.AdamW(tensors, **options)
        for t in range(STEPS):
            for tensor, gradient in zip(tensors, arrived[t], strict=True):
                tensor.grad = gradient.copy()
            optimizer.lr = lrs[t]
            optimizer.step()
            off = max(apart(tensor.data, p) for tensor, p in zip(tensors, theirs[t], strict=True))
            worst = max(worst, off)
            if not off < STEPS_WITHIN:
                wrong.append(f"{label}, step {t + 1}: off by {number(off)}")
    count = STEPS * len(SETTINGS)
    return GateResult(
        not wrong,
        f"{count - len(wrong)} of {count} steps, largest error {number(worst)}",
        f"{STEPS} steps in each of {len(SETTINGS)} settings ({'; '.join(label for label, *_ in SETTINGS)}), two "
        f"weights of size 0.02 and a gamma of size 1, which does not decay; absolute; passes below "
        f"{number(STEPS_WITHIN)}",
        first_of(wrong),
        {"count": count, "passed": count - len(wrong), "largest_error": worst},
    )


def one_step(context: GateContext) -> GateResult:
    """Take one whole training step: loss, backward, clipping, AdamW; compare every parameter after it."""
    own = context.own
    context.on_progress("one training step, building", 0, 3)
    model = own.GPT(own.GPTConfig(**SMALL))
    tensors = parameters(model)
    rng = np.random.default_rng(1)
    start = randomize(tensors, rng, std=0.05)
    ids, targets = rng.integers(SMALL["vocab_size"], size=(2, 2, SMALL["block_size"]))  # (B, T) each
    options = {"betas": (0.9, 0.95), "eps": 1e-8, "weight_decay": 0.1}
    lr, max_norm = 1e-3, 1.0

    context.on_progress("one training step, PyTorch", 1, 3)
    ask = context.torch.ask
    ask("begin", SMALL | EXTRA, start, options)
    ask("advance", ids, targets, lr, max_norm)
    theirs = ask("reached")

    context.on_progress("one training step, NumPy", 2, 3)
    optimizer = own.AdamW(model.parameters(), lr=lr, **options)
    optimizer.zero_grad()
    model.loss(ids, targets).backward()
    norm = own.clip_grad_norm(model.parameters(), max_norm)
    optimizer.step()
    off = {name: apart(array, theirs[name]) for name, array in parameter_values(model).items()}
    wrong = [f"{name} is off by {number(far)}" for name, far in off.items() if not far < ONE_STEP_WITHIN]
    return GateResult(
        not wrong,
        f"{len(off) - len(wrong)} of {len(off)} parameters, largest error {number(max(off.values()))}",
        f"the model of the gate before, one step of AdamW at lr {lr:g} with decay 0.1, its gradient clipped from "
        f"{norm:.3g} to {max_norm:g}; absolute, float64; passes below {number(ONE_STEP_WITHIN)}",
        first_of(wrong),
        {"count": len(off), "passed": len(off) - len(wrong), "largest_error": max(off.values())},
    )
