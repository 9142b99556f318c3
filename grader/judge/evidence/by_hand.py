"""By hand: the tiny case worked on paper, to three significant digits. It earns its own points and blocks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.course.spec import Exercise
from grader.judge.check import Check, Kind, Target, TargetType
from grader.judge.evaluation import Evaluation
from grader.judge.finding import Finding
from grader.judge.sample import Sample

THREE_DIGITS = 5e-3

TARGET = Target(TargetType.DERIVATION, "by-hand")


def checks(exercise: Exercise) -> Iterator[Check]:
    """One check, where the exercise has a case to work by hand."""
    if exercise.by_hand:
        yield Check("worked by hand", Kind.BY_HAND, TARGET, _ask)


def wanted(exercise: Exercise, truth: Sample) -> dict[str, np.ndarray]:
    """Return what is asked for: "dx" for each gradient of an op, else the function's outputs by name."""
    answers = {f"d{name}": g for name, g in truth.gradients.items()} or truth.outputs
    return {name: answers[name] for name in exercise.by_hand_asks or answers}


def _ask(evaluation: Evaluation) -> Finding:
    given = evaluation.submission.by_hand
    asked = wanted(evaluation.exercise, evaluation.instance(evaluation.exercise.by_hand).truth)
    if not isinstance(given, dict) or all(value is None for value in given.values()):
        return Finding(False, f"by_hand is not filled in: {', '.join(asked)}", unanswered=True)
    for name, truth in asked.items():
        if given.get(name) is None:
            return Finding(False, f"by_hand[{name!r}] is not filled in", unanswered=True)
        if fault := _fault(given[name], truth):
            return Finding(False, f"by_hand[{name!r}] {fault}")
    return Finding(True)


def _fault(value: Any, truth: np.ndarray) -> str:
    """Say what is wrong with a value, as a clause that follows its name; "" where it is right to three digits."""
    try:
        got = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        return "is not numbers"
    if got.size != truth.size:
        return f"has {got.size} numbers; wanted {truth.size}, of shape {truth.shape}"
    got = got.reshape(truth.shape)
    off = ~(np.abs(got - truth) <= THREE_DIGITS * np.maximum(np.abs(truth), 0.1))
    if not off.any():
        return ""
    rounded = off & np.vectorize(_is_rounded, otypes=[bool])(got, truth)
    close = np.array_equal(rounded, off)
    index = tuple(int(i) for i in np.argwhere(off if close else off & ~rounded)[0])
    at = f"[{', '.join(map(str, index))}]" if index else ""
    if close:
        return f"is close: {at or 'it'} is {got[index]:z.4g}; three digits, please."
    return f"is not right to three digits: {at or 'it'} is {got[index]:z.4g}. Work the case again, entry by entry."


def _is_rounded(got: float, truth: float) -> bool:
    """Whether a number is the true one to two digits, rounded or cut off: significant ones, or after the point."""
    if not truth or not np.isfinite(got):
        return False
    place = 1 - int(np.floor(np.log10(abs(truth))))
    return any(
        abs(got - cut(truth * 10.0**digits) / 10.0**digits) <= 1e-9 * abs(truth)
        for digits in {place, max(place, 2)}
        for cut in (np.round, np.trunc)
    )
