"""The gate on part 15: the fast engine computes what the plain GPT-2 does, and trains as it does."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from grader.lab.gates.differences import first_errors, format_number, max_rel_difference
from grader.lab.gates.gate import GateResult
from grader.lab.gates.gate_context import GateContext
from grader.lab.gates.parity import DEFAULTS, SMALL, randomize
from grader.lab.model.gpt_parameters import parameter_gradients, parameter_values, parameters

STEPS, TOLERANCE = 3, 1e-10
ADAMW = {"lr": 1e-3, "betas": (0.9, 0.95), "eps": 1e-8, "weight_decay": 0.1}
BATCH, LENGTH = 3, 61
"""No multiple of any block or chunk of the engine's."""


class ComparedQuantity(StrEnum):
    """What is compared; the values stand in gates.json."""

    LOGITS = "logits"
    LOSS = "loss"
    GRADIENTS = "gradients"
    PARAMETERS = "parameters"


def engine_parity(context: GateContext) -> GateResult:
    """Compare the engine's logits, loss and gradients with the plain model's, and both after three steps of AdamW."""
    pieces = context.pieces
    context.on_progress("engine, building", 0, STEPS + 1)
    plain = pieces.GPT(pieces.GPTConfig(**SMALL))
    tensors = parameters(plain)
    rng = np.random.default_rng(2)
    start = randomize(tensors, rng, std=0.05)
    ids, targets = rng.integers(SMALL["vocab_size"], size=(2, BATCH, LENGTH))  # (B, T) each
    targets[:, ::7] = -1  # which do not count

    differences: dict[tuple[ComparedQuantity, str], float] = {}
    engine = pieces.FastGPT2(start, SMALL["n_head"], DEFAULTS["gelu"], DEFAULTS["eps"])
    # The engine's next call writes to the arrays that it returned: each is compared before that.
    differences[ComparedQuantity.LOGITS, "logits"] = max_rel_difference(engine.logits(ids), plain.logits(ids).data)
    optimizer = pieces.AdamW(plain.parameters(), **ADAMW)
    for step in range(1, STEPS + 1):
        context.on_progress(f"engine, step {step}", step, STEPS + 1)
        optimizer.zero_grad()
        loss = plain.loss(ids, targets)
        loss.backward()
        if step == 1:
            engine_loss, engine_gradients = engine.loss_and_gradients(ids, targets)
            for name, gradient in parameter_gradients(tensors).items():
                difference = max_rel_difference(engine_gradients.get(name), gradient)
                differences[ComparedQuantity.GRADIENTS, f"gradient of {name}"] = difference
            differences[ComparedQuantity.LOSS, "loss"] = max_rel_difference(engine_loss, loss.data)
        difference = max_rel_difference(engine.step(ids, targets, **ADAMW), loss.data)
        differences[ComparedQuantity.LOSS, f"loss of step {step}"] = difference
        optimizer.step()
    for name, array in parameter_values(plain).items():
        differences[ComparedQuantity.PARAMETERS, f"{name} after {STEPS} steps"] = max_rel_difference(start[name], array)
    return _result(differences, len(tensors))


def _result(differences: dict[tuple[ComparedQuantity, str], float], parameter_count: int) -> GateResult:
    errors = [f"{name} is off by {format_number(x)}" for (_, name), x in differences.items() if not x < TOLERANCE]
    worst = {kind.value: max(x for (of, _), x in differences.items() if of is kind) for kind in ComparedQuantity}
    count = len(differences)
    largest = ", ".join(f"{name} {format_number(x)}" for name, x in worst.items())
    return GateResult(
        not errors,
        f"{count - len(errors)} of {count}: {largest}; passes below {format_number(TOLERANCE)}",
        f"logits, loss, the gradients of {parameter_count} parameters, the losses of {STEPS} steps of AdamW and the "
        f"parameters after them, FastGPT2 against GPT and AdamW: the model of the gate model parity, {BATCH} sequences "
        f"of {LENGTH}, some tokens not counted, float64; each relative to the largest entry",
        first_errors(errors),
        {"count": count, "passed": count - len(errors), **worst},
    )
