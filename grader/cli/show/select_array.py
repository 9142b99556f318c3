"""Choose which array `grader show` draws: one that is wrong, on the case where it is, its worst slices first."""

from __future__ import annotations

import numpy as np

from grader.cli.show.picture import Picture, Slice
from grader.course.spec import Case
from grader.errors import BadInput
from grader.judge.diagnosis.array_matching import WrongArray, close, wrong_arrays
from grader.judge.diagnosis.partial_patterns import repeated_ids
from grader.judge.evaluation import Evaluation

READABLE = 200
"""Entries up to which a picture can be read, number by number."""


def select_picture(evaluation: Evaluation, name: str | None, case: str | None) -> Picture:
    """Return the picture of one array of an answer; without a name or a case, of one that is wrong, if any is.

    Raises BadInput for a name or a case that does not exist, and for an answer that has no array to show.
    """
    cases = _matching_cases(evaluation, case)
    for each in cases:
        evaluation.required(each, "show")
    array = _first_wrong(evaluation, cases, name) or _first_present(evaluation, cases, name)
    inputs = dict(evaluation.sample(array.case).inputs)
    _, counts = repeated_ids(inputs, array.wanted.shape)
    slices = _slices(array, counts)
    wrong = sum(not close(s.yours, s.true) for s in slices)
    return Picture(evaluation.exercise.name, array.label, array.case.label, array.wanted.shape, slices, wrong)


def _matching_cases(evaluation: Evaluation, label: str | None) -> list[Case]:
    cases = [case for case in evaluation.exercise.cases if label in (None, case.label)]
    if not cases:
        known = ", ".join(repr(case.label) for case in evaluation.exercise.cases)
        raise BadInput(f"{evaluation.exercise.name} has no case {label!r}. It has {known}.")
    return cases


def _first_wrong(evaluation: Evaluation, cases: list[Case], name: str | None) -> WrongArray | None:
    """Return the array that is wrong, on the largest ordinary case where it is, else on one of large numbers.

    One of more entries than can be read comes last.
    """
    arrays = [a for a in wrong_arrays(evaluation) if a.case in cases]
    arrays.sort(key=lambda a: a.wanted.size > READABLE)
    arrays += [a for case in cases if case.large for a in _arrays(evaluation, case) if not close(a.got, a.wanted)]
    return next((a for a in arrays if name in (None, a.name, a.label)), None)


def _first_present(evaluation: Evaluation, cases: list[Case], name: str | None) -> WrongArray:
    """Return the array of that name, right as it is; without a name the first gradient or output."""
    case = evaluation.ordinary if evaluation.ordinary in cases else cases[0]
    arrays = _arrays(evaluation, case)
    named = [a for a in arrays if name in (a.name, a.label)]
    if name and not named:
        raise BadInput(f"{evaluation.exercise.name} has no array {name!r}. It has {', '.join(a.name for a in arrays)}.")
    not_empty = [a for a in arrays if a.wanted.size]
    return (named or [a for a in not_empty if a.gradient] or not_empty or arrays)[0]


def _arrays(evaluation: Evaluation, case: Case) -> list[WrongArray]:
    """Return every output and gradient of one case. Raises BadInput where one has not the wanted shape."""
    sample, truth, arrays = evaluation.sample(case), evaluation.instance(case).truth, []
    for gradient, got, wanted in ((False, sample.outputs, truth.outputs), (True, sample.gradients, truth.gradients)):
        for name, array in got.items():
            if array.shape != wanted[name].shape:
                raise BadInput(f"{name} has shape {array.shape}; wanted {wanted[name].shape} (case: {case.label}).")
            arrays.append(WrongArray(case, name, array, wanted[name], gradient))
    return arrays


def _slices(array: WrongArray, counts: dict[int, int]) -> list[Slice]:
    """Return the array's last two axes at every index of the others, those with the largest difference first."""
    got, wanted = (np.atleast_2d(a) if a.ndim < 2 else a for a in (array.got, array.wanted))
    if not wanted.size:
        raise BadInput(f"{array.label} has no entries on the case {array.case.label!r}. Choose another: --case.")
    slices = [Slice(index, got[index], wanted[index], counts) for index in np.ndindex(wanted.shape[:-2])]

    def largest_difference(part: Slice) -> float:
        difference = np.abs(part.difference)
        return float(np.max(np.where(np.isnan(difference), np.inf, difference)))

    return sorted(slices, key=largest_difference, reverse=True)
