"""Choose what to show: the array that is wrong, on the case where it is, and of many axes the slices that are worst."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from grader.course.spec import Case
from grader.errors import BadInput
from grader.judge.diagnosis.array_matching import WrongArray, close, wrong_arrays
from grader.judge.diagnosis.partial_patterns import repeated_ids
from grader.judge.evaluation import Evaluation


@dataclass(frozen=True)
class Slice:
    """Two axes of an array: `index` says which of the leading axes, `rows` how often an id names a row, where twice."""

    index: tuple[int, ...]
    yours: np.ndarray
    true: np.ndarray
    rows: dict[int, int] = field(default_factory=dict)

    @property
    def difference(self) -> np.ndarray:
        """Yours less the true one."""
        with np.errstate(all="ignore"):
            return self.yours - self.true

    @property
    def masked(self) -> np.ndarray:
        """Where the true value is 0 beside others that are not: masked, ignored, or reaching no output."""
        zero = self.true == 0
        return zero & (not zero.all())

    @property
    def panels(self) -> tuple[tuple[str, np.ndarray, float], ...]:
        """What stands side by side: a title, an array, and the size at which its colours are full."""
        size = max_abs(self.true) or max_abs(self.yours) or 1.0
        off = size if close(self.yours, self.true) else max_abs(self.difference) or size  # rounding has no colour
        return ("yours", self.yours, size), ("true", self.true, size), ("difference", self.difference, off)


@dataclass(frozen=True)
class Picture:
    """One array of an answer: `label` names it; its slices, the worst first, of which `wrong` differ."""

    exercise: str
    label: str
    case: str
    shape: tuple[int, ...]
    slices: list[Slice]
    wrong: int

    @property
    def title(self) -> str:
        """What is shown, in words."""
        shape = f"({', '.join(map(str, self.shape))}{',' if len(self.shape) == 1 else ''})"
        return f"{self.exercise}, {self.label} {shape}, case: {self.case}"

    @property
    def notes(self) -> list[str]:
        """What the marks mean, as far as there are any."""
        told = [] if self.wrong else ["Nothing differs here."]
        if self.slices[0].rows:
            told.append("xN beside a row: so many times the ids name it.")
        if any(s.masked.any() for s in self.slices):
            told.append(
                "A dot: the true value is exactly 0; a gradient is so where it is masked, ignored or out of reach."
            )
        if any(not np.isfinite(s.yours).all() for s in self.slices):
            told.append("Magenta: not a finite number.")
        return told


def max_abs(array: np.ndarray) -> float:
    """Return the largest finite size among the entries, 0 where there is none."""
    return float(np.max(np.abs(array[np.isfinite(array)]), initial=0.0))


def select_picture(evaluation: Evaluation, of: str | None, case: str | None) -> Picture:
    """Return the picture of one array of an answer. Raises BadInput where it gives none, or has none of that name."""
    chosen = _cases(evaluation, case)
    for each in chosen:
        evaluation.required(each, "show")
    wrong = _first_wrong(evaluation, chosen, of) or _any(evaluation, chosen, of)
    around = dict(evaluation.sample(wrong.case).inputs)
    _, counts = repeated_ids(around, wrong.wanted.shape)
    slices = _slices(wrong, counts)
    off = sum(not close(s.yours, s.true) for s in slices)
    return Picture(evaluation.exercise.name, wrong.label, wrong.case.label, wrong.wanted.shape, slices, off)


def _cases(evaluation: Evaluation, label: str | None) -> list[Case]:
    cases = [case for case in evaluation.exercise.cases if label in (None, case.label)]
    if not cases:
        known = ", ".join(repr(case.label) for case in evaluation.exercise.cases)
        raise BadInput(f"{evaluation.exercise.name} has no case {label!r}. It has {known}.")
    return cases


def _first_wrong(evaluation: Evaluation, cases: list[Case], of: str | None) -> WrongArray | None:
    """Return the array that is wrong, on the largest ordinary case where it is, else on one of large numbers."""
    found = [w for w in wrong_arrays(evaluation) if w.case in cases]
    found += [w for case in cases if case.large for w in _arrays(evaluation, case) if not close(w.got, w.wanted)]
    return next((w for w in found if of in (None, w.name, w.label)), None)


def _any(evaluation: Evaluation, cases: list[Case], of: str | None) -> WrongArray:
    """Return an array that is right: the one asked for, else the first gradient or output."""
    case = evaluation.ordinary if evaluation.ordinary in cases else cases[0]
    arrays = _arrays(evaluation, case)
    named = [w for w in arrays if of in (w.name, w.label)]
    if of and not named:
        raise BadInput(f"{evaluation.exercise.name} has no array {of!r}. It has {', '.join(w.name for w in arrays)}.")
    filled = [w for w in arrays if w.wanted.size]
    return (named or [w for w in filled if w.gradient] or filled or arrays)[0]


def _arrays(evaluation: Evaluation, case: Case) -> list[WrongArray]:
    """Return every output and gradient of one case that has the wanted shape. Raises BadInput where one has another."""
    sample, truth, found = evaluation.sample(case), evaluation.instance(case).truth, []
    for gradient, got, wanted in ((False, sample.outputs, truth.outputs), (True, sample.gradients, truth.gradients)):
        for name, array in got.items():
            if array.shape != wanted[name].shape:
                raise BadInput(f"{name} has shape {array.shape}; wanted {wanted[name].shape} (case: {case.label}).")
            found.append(WrongArray(case, name, array, wanted[name], gradient))
    return found


def _slices(wrong: WrongArray, counts: dict[int, int]) -> list[Slice]:
    """Return the array's last two axes for every place along the others, those that are most off first."""
    got, wanted = (np.atleast_2d(a) if a.ndim < 2 else a for a in (wrong.got, wrong.wanted))
    if not wanted.size:
        raise BadInput(f"{wrong.label} has no entries on the case {wrong.case.label!r}. Choose another: --case.")
    slices = [Slice(index, got[index], wanted[index], counts) for index in np.ndindex(wanted.shape[:-2])]

    def worst(each: Slice) -> float:
        off = np.abs(each.difference)
        return -float(np.max(np.where(np.isnan(off), np.inf, off)))

    return sorted(slices, key=worst)
