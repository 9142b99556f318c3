"""Finite differences: the answer's backward against central differences of the answer's own forward.

Three random directions decide (an entry wrong by a thousandth of the rms gradient is seen 99 times in 100, the
whole op costs six forwards); where they disagree, one difference per entry has the last word, and says where.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from grader.catalog.spec import Case, Exercise
from grader.judge.check import Check, Finding
from grader.judge.compare import Difference, say
from grader.judge.evidence.arguments import gradient_names
from grader.judge.judging import Judging
from grader.judge.returned import Unusable
from reference.naming import get, replace

EPS = 1e-6
ATOL, RTOL = 1e-7, 1e-5
DIRECTIONS = 3
ELEMENTWISE_LIMIT = 4096


def checks(exercise: Exercise) -> Iterator[Check]:
    """A check of each gradient for every case of ordinary numbers."""
    for case in exercise.cases:
        for name in () if case.large else gradient_names(exercise, case):
            ask = partial(_ask, case=case, name=name)
            yield Check(f"gradient {name}, {case.label}", "finite-difference", name, ask, case.label)


def _ask(judging: Judging, case: Case, name: str) -> Finding:
    sample = judging.sample(case)
    if sample.problem:
        return Finding(False, sample.problem, by_value=False)
    try:
        return _decide(judging, case, name, sample.gradients[name])
    except Unusable as trouble:
        return Finding(False, str(trouble), by_value=False)


@np.errstate(all="ignore")
def _decide(judging: Judging, case: Case, name: str, gradient: np.ndarray) -> Finding:
    slope = partial(_slope, judging, case, name)
    rng = np.random.default_rng(judging.seed)
    directions = rng.standard_normal((DIRECTIONS, *gradient.shape))
    numeric = np.array([slope(v) for v in directions])
    analytic = np.array([np.sum(gradient * v) for v in directions])
    off = np.abs(numeric - analytic)
    if agrees(off, numeric, analytic):
        return Finding(True, "", float(off.max()), float((off / _scale(numeric, analytic)).max()))
    if judging.briefly:
        return Finding(False, f"gradient {name} differs along random directions", float(off.max()))
    return _locate(gradient, slope, f"gradient {name}")


def agrees(off: np.ndarray, numeric: np.ndarray, analytic: np.ndarray) -> bool:
    """Whether every difference is below 1e-7, or below 1e-5 of the larger of the two."""
    return bool(np.all((off < ATOL) | (off < RTOL * _scale(numeric, analytic))))


def _scale(numeric: np.ndarray, analytic: np.ndarray) -> np.ndarray:
    return np.maximum(np.maximum(np.abs(numeric), np.abs(analytic)), 1e-30)


def _slope(judging: Judging, case: Case, name: str, direction: np.ndarray) -> float:
    """Central difference of L = sum(upstream * output) along a direction."""
    inputs, upstream = judging.fresh_inputs(case), judging.posed(case).upstream
    value = get(inputs, name)
    above = judging.subject.forward(replace(inputs, name, np.asarray(value + EPS * direction)))
    below = judging.subject.forward(replace(inputs, name, np.asarray(value - EPS * direction)))
    return float(np.sum(upstream * (above - below)) / (2 * EPS))


def _locate(gradient: np.ndarray, slope, what: str) -> Finding:
    """Difference every entry, to name the one that is most off."""
    if gradient.size > ELEMENTWISE_LIMIT:
        return Finding(False, f"{what} differs from finite differences along random directions")
    numeric = np.empty(gradient.shape)
    for index in np.ndindex(gradient.shape):
        one = np.zeros(gradient.shape)
        one[index] = 1.0
        numeric[index] = slope(one)
    off = np.abs(numeric - gradient)
    wrong = ~((off < ATOL) | (off < RTOL * _scale(numeric, gradient)))
    if not wrong.any():  # the directions nearly cancelled, and only rounding was left of them
        return Finding(True, "", float(off.max()))
    worst = tuple(int(i) for i in np.unravel_index(int(np.argmax(off)), off.shape))
    relative = float((off / _scale(numeric, gradient))[worst])
    difference = Difference(float(off[worst]), relative, worst, int(wrong.sum()), gradient.size)
    message = say(what, gradient, numeric, difference, "finite difference of your own forward")
    return Finding(False, message, difference.max_abs, difference.max_rel)
