"""Gates on the optimizer: thirty steps of it alone, and one step of a whole model, against PyTorch's."""

from __future__ import annotations

import numpy as np

from grader.lab.gates.differences import first_errors, format_number, max_abs_difference
from grader.lab.gates.gate import GateResult
from grader.lab.gates.gate_context import GateContext
from grader.lab.gates.parity import DEFAULTS, SMALL, randomize
from grader.lab.model.gpt_parameters import parameter_values, parameters

STEPS, STEPS_TOLERANCE = 10, 1e-6
ONE_STEP_TOLERANCE = 1e-5

SETTINGS = (
    ("PyTorch's defaults", {"betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.01}, [1e-3] * STEPS),
    ("Adam, no decay", {"betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0}, [1e-2] * STEPS),
    (
        "nanoGPT's, lr falling",
        {"betas": (0.9, 0.95), "eps": 1e-8, "weight_decay": 0.1},
        list(np.geomspace(6e-4, 6e-5, STEPS)),
    ),
)
"""A label, the options of AdamW, and the learning rate of each step."""


def optimizer_parity(context: GateContext) -> GateResult:
    """Take ten steps in each of three settings on the same random gradients; compare all parameters after each."""
    errors: list[str] = []
    worst = 0.0
    for seed, (label, options, lrs) in enumerate(SETTINGS):
        rng = np.random.default_rng(seed)
        # A matrix, a gamma, a stack of matrices. The gamma is of size 1, so that a decay that it should not have shows.
        start = [mean + 0.02 * rng.standard_normal(shape) for mean, shape in ((0, (7, 5)), (1, (5,)), (0, (3, 4, 2)))]
        # Gradients of very different sizes, since Adam's step should not depend on that.
        gradients = [[10.0 ** rng.uniform(-4, 2) * rng.standard_normal(p.shape) for p in start] for _ in range(STEPS)]
        theirs = context.torch.call("optimize", start, gradients, lrs, options)

        tensors = [context.pieces.Tensor(p.copy(), requires_grad=True) for p in start]
        optimizer = context.pieces.AdamW(tensors, **options)
        for t in range(STEPS):
            for tensor, gradient in zip(tensors, gradients[t], strict=True):
                tensor.grad = gradient.copy()
            optimizer.lr = lrs[t]
            optimizer.step()
            difference = max(max_abs_difference(tensor.data, p) for tensor, p in zip(tensors, theirs[t], strict=True))
            worst = max(worst, difference)
            if not difference < STEPS_TOLERANCE:
                errors.append(f"{label}, step {t + 1}: off by {format_number(difference)}")
    count = STEPS * len(SETTINGS)
    return GateResult(
        not errors,
        f"{count - len(errors)} of {count} steps, largest error {format_number(worst)}",
        f"{STEPS} steps in each of {len(SETTINGS)} settings ({'; '.join(label for label, *_ in SETTINGS)}), two "
        f"weights of size 0.02 and a gamma of size 1, which does not decay; absolute; passes below "
        f"{format_number(STEPS_TOLERANCE)}",
        first_errors(errors),
        {"count": count, "passed": count - len(errors), "largest_error": worst},
    )


def one_training_step(context: GateContext) -> GateResult:
    """Take one whole training step: loss, backward, clipping, AdamW; compare every parameter after it."""
    pieces = context.pieces
    context.on_progress("one training step, building", 0, 3)
    model = pieces.GPT(pieces.GPTConfig(**SMALL))
    rng = np.random.default_rng(1)
    start = randomize(parameters(model), rng, std=0.05)
    ids, targets = rng.integers(SMALL["vocab_size"], size=(2, 2, SMALL["block_size"]))  # (B, T) each
    options = {"betas": (0.9, 0.95), "eps": 1e-8, "weight_decay": 0.1}
    lr, max_norm = 1e-3, 1.0

    context.on_progress("one training step, PyTorch", 1, 3)
    context.torch.call("start_training", SMALL | DEFAULTS, start, options)
    context.torch.call("train_step", ids, targets, lr, max_norm)
    theirs = context.torch.call("trained_parameters")

    context.on_progress("one training step, NumPy", 2, 3)
    optimizer = pieces.AdamW(model.parameters(), lr=lr, **options)
    optimizer.zero_grad()
    model.loss(ids, targets).backward()
    norm = pieces.clip_grad_norm(model.parameters(), max_norm)
    optimizer.step()
    differences = {name: max_abs_difference(array, theirs[name]) for name, array in parameter_values(model).items()}
    errors = [f"{name} is off by {format_number(x)}" for name, x in differences.items() if not x < ONE_STEP_TOLERANCE]
    count, worst = len(differences), max(differences.values())
    return GateResult(
        not errors,
        f"{count - len(errors)} of {count} parameters, largest error {format_number(worst)}",
        f"the model of the gate before, one step of AdamW at lr {lr:g} with decay 0.1, its gradient clipped from "
        f"{norm:.3g} to {max_norm:g}; absolute, float64; passes below {format_number(ONE_STEP_TOLERANCE)}",
        first_errors(errors),
        {"count": count, "passed": count - len(errors), "largest_error": worst},
    )
