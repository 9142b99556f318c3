"""Gates on single ops: the student's own gradient check on each, and the loss fused against the loss composed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from grader.course import registry
from grader.course.spec import Case, Exercise
from grader.lab.gates.differences import first_errors, format_number, max_abs_difference
from grader.lab.gates.gate import GateResult
from grader.lab.gates.gate_context import GateContext

FUSED_TOLERANCE = 1e-15
"""Rounding: an ulp of a loss near 3 is 4.4e-16."""


@cache
def gpt2_ops() -> tuple[Exercise, ...]:
    """Return the ops that the gates try one by one, in the order of the ladder: those whose entries say `in_gpt2`."""
    return tuple(exercise for name in registry.all_names() if (exercise := registry.entry(name)).in_gpt2)


def gradient_checks(context: GateContext) -> GateResult:
    """Check every gradient of every op on every case of its entry that is not one of large numbers."""
    check = context.pieces.gradient_check
    errors: list[str] = []
    count, cases, worst, place_of_worst = 0, 0, 0.0, ""
    exercises = gpt2_ops()
    for done, exercise in enumerate(exercises):
        context.on_progress(f"gradient checks, {exercise.name}", done, len(exercises))
        op = getattr(context.pieces, exercise.name)
        for case in (case for case in exercise.cases if not case.large):
            cases += 1
            for name, (max_abs, max_rel, passed) in check(*_flatten_dict_argument(op, exercise, case)).items():
                count += 1
                place = f"{exercise.name}, gradient {name}, {case.label}"
                if max_abs > worst:
                    worst, place_of_worst = max_abs, place
                if not passed:
                    errors.append(f"{place}: off by {format_number(max_abs)}, {format_number(max_rel)} relative")
    passes = count - len(errors)
    refused, error = _check_buggy_embedding(check)
    if not refused or not error > 1:
        errors.append(
            f"the embedding that adds by += is to be refused by more than 1; its error: {format_number(error)}"
        )
    embedding = f"the `+=` embedding {'fails by' if refused else 'passes, off by'} {format_number(error)}"
    return GateResult(
        not errors and count > 0,
        f"{passes} of {count} pass, largest error {format_number(worst)}; {embedding}",
        f"one count is one gradient of one op on one case: the {len(exercises)} ops of parts 03 to 06, every "
        f"argument that has a gradient (gpt2_loss: each of its parameters), on their {cases} cases that finite "
        f"differences can judge (all but those of large numbers); each within 1e-7, or 1e-5 relative. "
        f"The largest error: {place_of_worst}",
        first_errors(errors),
        {"passed": passes, "count": count, "cases": cases, "largest_error": worst, "buggy_embedding": error},
    )


def _flatten_dict_argument(op: Callable, exercise: Exercise, case: Case) -> tuple[Callable, dict[str, Any], list[str]]:
    """Return an op, its inputs and the names to check; where an argument is a dict, each of its arrays is an argument.

    The course's gradient_check takes arrays alone, and gpt2_loss takes its parameters as a dict.
    """
    inputs = case.build(exercise.rng(case, 0))
    dicts = {name: value for name, value in inputs.items() if isinstance(value, dict)}
    if not dicts:
        return op, inputs, list(exercise.gradients)
    ((argument, arrays),) = dicts.items()
    keys = list(arrays)
    rest = {name: value for name, value in inputs.items() if name != argument}

    def flat_op(*values: Any) -> tuple[Any, Callable]:
        """The op on the dict's arrays, one by one, and then the rest of its arguments."""
        given = {argument: dict(zip(keys, values, strict=False)), **dict(zip(rest, values[len(keys) :], strict=True))}
        output, backward = op(*(given[name] for name in exercise.arguments))
        return output, lambda upstream: backward(upstream)[argument]

    return flat_op, arrays | rest, keys


def _check_buggy_embedding(check: Callable) -> tuple[bool, float]:
    """Try the student's check on a known mistake; return whether it refuses it, and the largest absolute error."""

    def embedding(W_e: np.ndarray, ids: np.ndarray) -> tuple[np.ndarray, Callable]:
        def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
            dW_e = np.zeros_like(W_e)
            dW_e[ids] += dY  # of a repeated id, the last row alone is added
            return {"W_e": dW_e}

        return W_e[ids], backward

    rng = np.random.default_rng(0)
    inputs = {"W_e": rng.standard_normal((5, 8)), "ids": rng.integers(5, size=(6, 10))}  # each id some 12 times
    max_abs, _, passed = check(embedding, inputs, ["W_e"])["W_e"]
    return not passed, max_abs


def fused_and_composed(context: GateContext) -> GateResult:
    """Compare softmax_cross_entropy with softmax, then cross_entropy, divided by the number of tokens."""
    pieces = context.pieces
    rng = np.random.default_rng(0)
    logits, targets = rng.standard_normal((4, 8, 10)), rng.integers(10, size=(4, 8))
    n = targets.size
    fused, fused_backward = pieces.softmax_cross_entropy(logits, targets)
    fused_gradient = fused_backward(np.array(1.0))["logits"]

    p, softmax_backward = pieces.softmax(logits)
    summed, cross_entropy_backward = pieces.cross_entropy(p, targets)
    composed_gradient = softmax_backward(cross_entropy_backward(np.array(1 / n))["p"])["x"]

    forward = max_abs_difference(fused, summed / n)
    gradient = max_abs_difference(fused_gradient, composed_gradient)
    passed = forward < FUSED_TOLERANCE and gradient < FUSED_TOLERANCE
    return GateResult(
        passed,
        f"forward {format_number(forward)}, gradient {format_number(gradient)}",
        f"absolute, {n} tokens of {logits.shape[-1]} classes, mean loss {float(fused):.3f}, float64; "
        f"passes below {format_number(FUSED_TOLERANCE)}",
        "" if passed else "the two ways to one loss differ by more than rounding",
        {"forward": forward, "gradient": gradient},
    )
