"""Contract: names, shapes, real and finite numbers, inputs left alone, backward the same twice, few prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from grader.course.spec import Case, Exercise
from grader.judge import problem
from grader.judge.check import ALL_OUTPUTS, Check, Kind
from grader.judge.evaluation import Evaluation
from grader.judge.finding import Finding, not_comparable
from grader.judge.problem import Problem
from grader.judge.sample import Sample
from grader.runner.limits import PRINT_LIMIT
from grader.runner.observation import Step


def checks(exercise: Exercise) -> Iterator[Check]:
    """One check for all cases: where it fails there is nothing to compare."""
    yield Check("contract", Kind.CONTRACT, ALL_OUTPUTS, _contract)


def _contract(evaluation: Evaluation) -> Finding:
    for case in evaluation.exercise.cases:
        if broken := _broken_on(evaluation, case):
            named = "" if evaluation.not_written else f" (case: {case.label})"
            return not_comparable(replace(broken, text=broken.text + named))
    if evaluation.exercise.is_op and not evaluation.quick and (depends := _depends_on_other_call(evaluation)):
        return not_comparable(depends)
    printed = evaluation.submission.printed.count
    return not_comparable(problem.prints_too_much(printed)) if printed > PRINT_LIMIT else Finding(True)


def _broken_on(evaluation: Evaluation, case: Case) -> Problem | None:
    """Return the first problem with an answer's form on one case."""
    sample = evaluation.sample(case)
    if sample.problem:
        return sample.problem
    step = Step.FORWARD if evaluation.exercise.is_op else Step.CALL
    for name, wanted in evaluation.instance(case).truth.outputs.items():
        got = sample.outputs[name]
        if got.shape != wanted.shape:
            called = "the output" if name == "output" else name
            return problem.wrong_output_shape(called, got.shape, wanted.shape, step=step)
    if case.large:
        return None
    return _not_finite(sample.outputs, "") or _not_finite(sample.gradients, "the gradient of ")


def _depends_on_other_call(evaluation: Evaluation) -> Problem | None:
    """Return the problem where what one call gives depends on a later one, or on one before it with the same arrays.

    A later one was made in between in `evaluation.sample`; one before it is made here.
    """
    case = evaluation.ordinary
    sample, upstream = evaluation.sample(case), evaluation.instance(case).upstream
    reused = evaluation.submission.ask(evaluation.fresh_inputs(case), upstream.copy(), reuse_buffers=True)
    array = _first_difference(sample, reused)
    if not array:
        return None
    if array != "output":
        alone = evaluation.submission.ask(evaluation.fresh_inputs(case), upstream.copy())
        if _first_difference(sample, alone):
            return problem.reads_later_call(array, case.label)
    return problem.cached_by_identity(array, case.label)


def _first_difference(one: Sample, other: Sample) -> str:
    """Return the name of the first output or gradient in which two samples differ, or ""."""
    pairs = [("output", one.output, other.outputs.get("output"))]
    pairs += [(f"gradient of {name}", array, other.gradients.get(name)) for name, array in one.gradients.items()]
    return next((name for name, *arrays in pairs if not _alike(*arrays)), "")


def _alike(one: np.ndarray, other: np.ndarray | None) -> bool:
    same_shape = other is not None and other.shape == one.shape
    return same_shape and np.allclose(one, other, rtol=1e-9, atol=1e-12, equal_nan=True)


def _not_finite(arrays: dict[str, np.ndarray], what: str) -> Problem | None:
    for name, array in arrays.items():
        bad = np.argwhere(~np.isfinite(array))
        if len(bad):
            at = ", ".join(str(int(i)) for i in bad[0])
            return problem.not_finite(f"{what}{name}[{at}]", array[tuple(bad[0])])
    return None
