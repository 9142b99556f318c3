"""Contract: names, shapes, real and finite numbers, inputs left alone, backward the same twice, few prints."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.course.spec import Case, Exercise
from grader.judge.check import Check, Finding
from grader.judge.evaluation import Evaluation
from grader.judge.sample import Sample
from grader.runner.limits import PRINT_LIMIT


def checks(exercise: Exercise) -> Iterator[Check]:
    """One check for all cases: where it fails there is nothing to compare."""
    yield Check("contract", "contract", "", _contract)


def _contract(evaluation: Evaluation) -> Finding:
    for case in evaluation.exercise.cases:
        trouble = _trouble(evaluation, case)
        if trouble:
            case_named = "" if evaluation.unwritten else f" (case: {case.label})"
            return Finding(False, trouble + case_named, by_value=False)
    if evaluation.exercise.is_op and not evaluation.quick and (trouble := _of_another_call(evaluation)):
        return Finding(False, trouble, by_value=False)
    printed = evaluation.submission.printed.count
    if printed > PRINT_LIMIT:
        return Finding(False, f"it prints {printed:,} characters; take the prints out", by_value=False)
    return Finding(True)


def _trouble(evaluation: Evaluation, case: Case) -> str:
    sample = evaluation.sample(case)
    if sample.problem:
        return sample.problem
    for name, wanted in evaluation.instance(case).truth.outputs.items():
        got = sample.outputs[name]
        if got.shape != wanted.shape:
            return f"{'the output' if name == 'output' else name} has shape {got.shape}; wanted {wanted.shape}"
    return "" if case.large else _not_finite(sample.outputs, "") or _not_finite(sample.gradients, "the gradient of ")


def _of_another_call(evaluation: Evaluation) -> str:
    """Say so where what one call gives depends on another: on a later one, or on one before it with the same arrays.

    A later one was made between in `judging.sample`; one before it is made here.
    """
    case = evaluation.ordinary
    sample, upstream = evaluation.sample(case), evaluation.instance(case).upstream
    other = _otherwise(
        sample, evaluation.submission.ask(evaluation.fresh_inputs(case), upstream.copy(), reuse_buffers=True)
    )
    if not other:
        return ""
    if other != "output" and _otherwise(
        sample, evaluation.submission.ask(evaluation.fresh_inputs(case), upstream.copy())
    ):
        return (
            f"after a later call of the forward, backward gives another {other}: it reads what "
            f"that call left in a place that all calls share. A model calls one op many times before any backward; "
            f"keep what a backward needs in its own call (case: {case.label})"
        )
    return (
        f"asked again about the same arrays with other numbers in them, it gives another {other}: "
        f"it keeps what it computed for an array by what the array is, and not by what stands in it. A training loop "
        f"fills one array again and again; compute each call's answer in that call (case: {case.label})"
    )


def _otherwise(one: Sample, other: Sample) -> str:
    """Return the name of the first output or gradient in which two samples differ, or ""."""
    found = [("output", one.output, other.outputs.get("output"))]
    found += [(f"gradient of {name}", gradient, other.gradients.get(name)) for name, gradient in one.gradients.items()]
    return next((name for name, *arrays in found if not _alike(*arrays)), "")


def _alike(one: np.ndarray, other: np.ndarray | None) -> bool:
    same_shape = other is not None and other.shape == one.shape
    return same_shape and np.allclose(one, other, rtol=1e-9, atol=1e-12, equal_nan=True)


def _not_finite(arrays: dict[str, np.ndarray], what: str) -> str:
    for name, array in arrays.items():
        bad = np.argwhere(~np.isfinite(array))
        if len(bad):
            at = ", ".join(str(int(i)) for i in bad[0])
            return f"{what}{name}[{at}] is {array[tuple(bad[0])]}, on ordinary numbers"
    return ""
