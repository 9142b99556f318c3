"""Gates on single ops: the student's own gradient check on each, and the loss fused against the loss composed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from grader.course import registry
from grader.course.spec import Case, Exercise
from grader.lab.gates.differences import apart, first_of, number
from grader.lab.gates.gate_context import GateContext
from grader.lab.gates.run_gates import GateResult

PARTS = ("part03", "part04", "part05", "part06")

FUSED = 1e-15
"""Rounding: an ulp of a loss near 3 is 4.4e-16."""


def ops() -> Iterator[Exercise]:
    """Yield the ops of parts 03 to 06, in the order of the ladder."""
    for part in registry.parts():
        if part.startswith(PARTS):
            yield from (entry for name in registry.names(part) if (entry := registry.entry(name)).is_op)


def op_names() -> tuple[str, ...]:
    """Return their names."""
    return tuple(exercise.name for exercise in ops())


def gradient_checks(context: GateContext) -> GateResult:
    """Check every gradient of every op on every case of the catalogue that is not one of large numbers."""
    check = context.own.gradient_check
    wrong: list[str] = []
    count, asked, worst, where = 0, 0, 0.0, ""
    exercises = list(ops())
    for done, exercise in enumerate(exercises):
        context.on_progress(f"gradient checks, {exercise.name}", done, len(exercises))
        op = getattr(context.own, exercise.name)
        for case in (case for case in exercise.cases if not case.large):
            asked += 1
            flat, inputs, wrt = _flat(op, exercise, case)
            for name, (max_abs, max_rel, passed) in check(flat, inputs, wrt).items():
                count += 1
                place = f"{exercise.name}, gradient {name}, {case.label}"
                if max_abs > worst:
                    worst, where = max_abs, place
                if not passed:
                    wrong.append(f"{place}: off by {number(max_abs)}, {number(max_rel)} relative")
    passes = count - len(wrong)
    refused, error = _buggy_embedding(check)
    if not refused or not error > 1:
        wrong.append(f"the embedding that adds by += is to be refused by more than 1; its error: {number(error)}")
    embedding = f"the `+=` embedding {'fails by' if refused else 'passes, off by'} {number(error)}"
    return GateResult(
        not wrong and count > 0,
        f"{passes} of {count} pass, largest error {number(worst)}; {embedding}",
        f"one count is one gradient of one op on one case: the {len(exercises)} ops of parts 03 to 06, every "
        f"argument that has a gradient (gpt2_loss: each of its parameters), on their {asked} cases that finite "
        f"differences can judge (all but those of large numbers); each within 1e-7, or 1e-5 relative. "
        f"The largest error: {where}",
        first_of(wrong),
        {"passed": passes, "count": count, "cases": asked, "largest_error": worst, "buggy_embedding": error},
    )


def _flat(op: Callable, exercise: Exercise, case: Case) -> tuple[Callable, dict[str, Any], list[str]]:
    """Return the op, its inputs and the names to check, an argument that is a dict opened into its arrays."""
    inputs = case.build(exercise.rng(case, 0))
    opened = {name: value for name, value in inputs.items() if isinstance(value, dict)}
    if not opened:
        return op, inputs, list(exercise.gradients)
    ((argument, arrays),) = opened.items()
    keys = list(arrays)
    rest = {name: value for name, value in inputs.items() if name != argument}

    def flat(*values: Any) -> tuple[Any, Callable]:
        """The op on the dict's arrays, one by one, and then the rest of its arguments."""
        given = {argument: dict(zip(keys, values, strict=False)), **dict(zip(rest, values[len(keys) :], strict=True))}
        output, backward = op(*(given[name] for name in exercise.arguments))
        return output, lambda upstream: backward(upstream)[argument]

    return flat, arrays | rest, keys


def _buggy_embedding(check: Callable) -> tuple[bool, float]:
    """Ask the student's check about the known mistake; return whether it refuses it, and the largest error."""

    def embedding(W_e: np.ndarray, ids: np.ndarray) -> tuple[np.ndarray, Callable]:
        def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
            dW_e = np.zeros_like(W_e)
            dW_e[ids] += dY  # of a repeated id only the last place stays
            return {"W_e": dW_e}

        return W_e[ids], backward

    rng = np.random.default_rng(0)
    inputs = {"W_e": rng.standard_normal((5, 8)), "ids": rng.integers(5, size=(6, 10))}  # each id some 12 times
    max_abs, _, passed = check(embedding, inputs, ["W_e"])["W_e"]
    return not passed, max_abs


def fused_and_composed(context: GateContext) -> GateResult:
    """Compare softmax_cross_entropy with softmax, then cross_entropy, divided by the number of tokens."""
    own = context.own
    rng = np.random.default_rng(0)
    logits, targets = rng.standard_normal((4, 8, 10)), rng.integers(10, size=(4, 8))
    n = targets.size
    fused, back = own.softmax_cross_entropy(logits, targets)
    fused_gradient = back(np.array(1.0))["logits"]

    p, back_to_logits = own.softmax(logits)
    summed, back_to_p = own.cross_entropy(p, targets)
    composed_gradient = back_to_logits(back_to_p(np.array(1 / n))["p"])["x"]

    forward, gradient = apart(fused, summed / n), apart(fused_gradient, composed_gradient)
    passed = forward < FUSED and gradient < FUSED
    return GateResult(
        passed,
        f"forward {number(forward)}, gradient {number(gradient)}",
        f"absolute, {n} tokens of {logits.shape[-1]} classes, mean loss {float(fused):.3f}, float64; "
        f"passes below {number(FUSED)}",
        "" if passed else "the two ways to one loss differ by more than rounding",
        {"forward": forward, "gradient": gradient},
    )
