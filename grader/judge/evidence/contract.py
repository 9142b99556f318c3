"""Contract: what an answer promises beside its values: inputs left alone, calls that depend on no other, few prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from grader.course.spec import Exercise
from grader.judge import problem
from grader.judge.check import Check, Kind, Target, TargetType
from grader.judge.evaluation import Evaluation
from grader.judge.finding import Finding, not_comparable
from grader.judge.sample import Sample
from grader.runner.limits import PRINT_LIMIT

PURITY = Target(TargetType.PROMISE, "purity")
REPEAT = Target(TargetType.PROMISE, "repeat calls")
PRINTS = Target(TargetType.PROMISE, "prints")
FILE = Target(TargetType.PROMISE, "file")


def checks(exercise: Exercise) -> Iterator[Check]:
    """A check of purity over all cases, for an op one of repeated and interleaved calls, and one of prints."""
    yield Check("inputs left alone, returns kept, no key too many", Kind.CONTRACT, PURITY, _purity, ordinary=False)
    if exercise.is_op:
        yield Check("each call gives its own answer", Kind.CONTRACT, REPEAT, _repeated_calls, ordinary=False)
    yield Check("little is printed", Kind.CONTRACT, PRINTS, _prints, ordinary=False)


def usable_file() -> Check:
    """Return the check that stands for all others where a file gives nothing to judge."""
    return Check("the file can be judged", Kind.CONTRACT, FILE, lambda evaluation: Finding(True))


def _purity(evaluation: Evaluation) -> Finding:
    for case in evaluation.exercise.cases:
        for broken in evaluation.sample(case).broken_promises:
            return not_comparable(replace(broken, text=f"{broken.text} (case: {case.label})"))
    return Finding(True)


def _repeated_calls(evaluation: Evaluation) -> Finding:
    """Where what one call gives depends on a later one, or on one before it with the same arrays, say so.

    A later one was made in between in `evaluation.sample`; one before it is made here.
    """
    case = evaluation.ordinary
    sample, upstream = evaluation.sample(case), evaluation.instance(case).upstream
    if evaluation.quick or sample.first_problem:
        return Finding(True)  # told by the case's own checks; a mutant is asked what its mistake breaks
    reused = evaluation.submission.ask(evaluation.fresh_inputs(case), upstream.copy(), reuse_buffers=True)
    array = _first_difference(sample, reused)
    if not array:
        return Finding(True)
    if array != "output":
        alone = evaluation.submission.ask(evaluation.fresh_inputs(case), upstream.copy())
        if _first_difference(sample, alone):
            return not_comparable(problem.reads_later_call(array, case.label))
    return not_comparable(problem.cached_by_identity(array, case.label))


def _prints(evaluation: Evaluation) -> Finding:
    printed = evaluation.submission.printed.count
    return not_comparable(problem.prints_too_much(printed)) if printed > PRINT_LIMIT else Finding(True)


def _first_difference(one: Sample, other: Sample) -> str:
    """Return the name of the first output or gradient in which two samples differ, or ""."""
    pairs = [("output", one.output, other.outputs.get("output"))]
    pairs += [(f"gradient of {name}", array, other.gradients.get(name)) for name, array in one.gradients.items()]
    return next((name for name, *arrays in pairs if not _alike(*arrays)), "")


def _alike(one: np.ndarray, other: np.ndarray | None) -> bool:
    same_shape = other is not None and other.shape == one.shape
    return same_shape and np.allclose(one, other, rtol=1e-9, atol=1e-12, equal_nan=True)
