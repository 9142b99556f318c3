"""Match the arrays of two answers: which of an answer's arrays are wrong, and whether they equal another answer's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from grader.course.spec import PLAIN, Case
from grader.judge.compare import compare
from grader.judge.evaluation import Evaluation
from grader.judge.sample import Sample

SAME = 1e-9
"""As a share of the largest entry, by how much two arrays of one cause may differ where float64 allows no more."""

NOISE = 1e-6
"""What is off by no more than this share is so by rounding: no two answers round alike."""

Named = tuple[str, str]
"""The name of a diagnosis, and its sentence."""

ArrayName = tuple[bool, str]
"""Whether an array is one of an op's gradients, and its name."""


def label_of(gradient: bool, name: str) -> str:
    """Return what an array is called in a message."""
    return f"gradient {name}" if gradient else name


def told(evaluation: Evaluation, case: Case, gradient: bool, name: str) -> str:
    """Return what an array is called for a student: an output by its caption, where it has one of its own."""
    caption = PLAIN if gradient else evaluation.exercise.caption(name, case)
    return caption.name or label_of(gradient, name)


@dataclass(frozen=True)
class WrongArray:
    """One array that is not what it should be, on one ordinary case; `gradient` says that it is one of an op's."""

    case: Case
    name: str
    got: np.ndarray
    wanted: np.ndarray
    gradient: bool

    @property
    def label(self) -> str:
        """What it is called in a message."""
        return label_of(self.gradient, self.name)


def close(a: np.ndarray | None, b: np.ndarray | None, rtol: float = SAME) -> bool:
    """Whether two arrays are one, up to rounding; NaN and infinities count where they stand. None equals nothing."""
    if a is None or b is None or a.shape != b.shape:
        return False
    with np.errstate(all="ignore"):
        scale = np.max(np.abs(b[np.isfinite(b)]), initial=0.0)
        return bool(np.allclose(a, b, rtol=0, atol=rtol * (1e-3 + scale), equal_nan=True))


def same_answers(one: Evaluation, other: Evaluation) -> bool:
    """Whether two answers agree on every case, in their numbers or in why they give none.

    An edge case on which the first gives no numbers, nor breaks a promise, says nothing against it, nor does one on
    which it is off by rounding alone, or draws other numbers each time; but then they have to agree in a case that
    fails.
    """
    fails, skipped = False, False
    for case in one.exercise.cases:
        if _same(one.sample(case), other.sample(case), case.rtol):
            fails = fails or bool(one.sample(case).first_problem or _differs(one, case))
        elif (case.edge and (gives_no_numbers(one.sample(case)) or _is_noise(one, case))) or _draws_anew(one, case):
            skipped = True
        else:
            return False
    return fails or not skipped


ASKED_AGAIN = 5
"""Calls by which an answer that draws anew is told: of a few draws, two may be alike by chance."""

_drawn: WeakKeyDictionary[Evaluation, dict[str, bool]] = WeakKeyDictionary()


def _draws_anew(evaluation: Evaluation, case: Case) -> bool:
    """Whether an answer gives other outputs when it is asked the same again, as one does without a seed."""
    known = _drawn.setdefault(evaluation, {})
    if case.label not in known:
        before = evaluation.sample(case).outputs
        asked = (evaluation.submission.ask(evaluation.fresh_inputs(case)).outputs for _ in range(ASKED_AGAIN))
        known[case.label] = any(not close(again.get(n), a) for again in asked for n, a in before.items())
    return known[case.label]


def _differs(evaluation: Evaluation, case: Case, rtol: float = SAME) -> bool:
    """Whether an answer's numbers are not the right ones, on a case that may be of large numbers."""
    sample, truth = evaluation.sample(case), evaluation.instance(case).truth
    pairs = [(sample.outputs, truth.outputs), (sample.gradients, truth.gradients)]
    return any(not close(got.get(name), wanted[name], rtol) for got, wanted in pairs for name in wanted)


def _is_noise(evaluation: Evaluation, case: Case) -> bool:
    """Whether all that an answer gives on a case is off by rounding alone."""
    return not _differs(evaluation, case, NOISE)


def gives_no_numbers(sample: Sample) -> bool:
    """Whether a call stopped, or gave NaN or infinity."""
    arrays = (*sample.outputs.values(), *sample.gradients.values())
    return sample.value_problem is not None or any(not np.all(np.isfinite(a)) for a in arrays)


def _same(one: Sample, other: Sample, rtol: float) -> bool:
    if _causes(one) != _causes(other):
        return False
    pairs = [(one.outputs, other.outputs), (one.gradients, other.gradients)]
    within = max(SAME, rtol)
    return all(a.keys() == b.keys() and all(close(a[name], b[name], within) for name in a) for a, b in pairs)


def _causes(sample: Sample) -> list:
    """Return why arrays are missing and which promises are broken, without the places of exceptions."""
    problems = [*filter(None, [sample.problem]), *sample.gradient_problems.values(), *sample.broken_promises]
    return [problem.cause for problem in problems]


def same_array(one: Evaluation, other: Evaluation, wrong: WrongArray) -> bool:
    """Whether two answers agree in one array, on the case where it is wrong in the first and then on every case."""
    cases = [c for c in one.exercise.cases if not (c.edge and gives_no_numbers(one.sample(c)))]
    return all(
        close(array(one, case, wrong), array(other, case, wrong), max(SAME, case.rtol)) for case in (wrong.case, *cases)
    )


def array(evaluation: Evaluation, case: Case, like: WrongArray) -> np.ndarray | None:
    """Return an answer's array of the name that `like` has, or None where it gave none on this case."""
    sample = evaluation.sample(case)
    return (sample.gradients if like.gradient else sample.outputs).get(like.name)


def wrong_arrays(evaluation: Evaluation) -> list[WrongArray]:
    """Return what is wrong on ordinary numbers, the largest case first; outputs alone where any of them is wrong.

    A wrong forward explains a wrong gradient. What is beside the ordinary is told only where all else is right.
    """
    for ordinary in (True, False):
        cases = [case for case in evaluation.exercise.cases if case.ordinary is ordinary and not case.large]
        cases.sort(key=lambda case: -_size(evaluation.instance(case).truth))
        for gradient in (False, True):
            if found := [wrong for case in cases for wrong in _wrong(evaluation, case, gradient)]:
                return found
    return []


def one_of_each(wrongs: list[WrongArray]) -> list[WrongArray]:
    """Return the first, and so the largest, wrong array of each name."""
    found: dict[str, WrongArray] = {}
    for wrong in wrongs:
        found.setdefault(wrong.label, wrong)
    return list(found.values())


def right_on_every_case(evaluation: Evaluation) -> bool:
    """Whether every case gives all that it should, and breaks no promise."""
    cases = evaluation.exercise.cases
    return not any(_causes(evaluation.sample(case)) or wrong_names(evaluation, case) for case in cases)


def _size(sample: Sample) -> int:
    return sum(a.size for a in (*sample.outputs.values(), *sample.gradients.values()))


def wrong_names(evaluation: Evaluation, case: Case) -> frozenset[tuple[bool, str]]:
    """Return which arrays of one case are wrong, each as (is a gradient, name); none where there are no arrays."""
    return frozenset((w.gradient, w.name) for w in wrong_in(evaluation, case))


def wrong_in(evaluation: Evaluation, case: Case) -> list[WrongArray]:
    """Return what is wrong in one case, its outputs first."""
    return [wrong for gradient in (False, True) for wrong in _wrong(evaluation, case, gradient)]


def _wrong(evaluation: Evaluation, case: Case, gradient: bool) -> Iterator[WrongArray]:
    which = "gradients" if gradient else "outputs"
    truth = getattr(evaluation.instance(case).truth, which)
    for name, got in getattr(evaluation.sample(case), which).items():
        wrong = got.shape == truth[name].shape and not close(got, truth[name])
        if wrong and not compare(got, truth[name], case.rtol).equal:
            yield WrongArray(case, name, got, truth[name], gradient)
