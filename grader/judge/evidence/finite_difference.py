"""Finite differences: the answer's backward against central differences of the answer's own forward.

All arrays are moved at once along three random directions: where the slopes are as near as every single array's must
be, each gradient passes, for six forwards of the whole op. Where they are not, each array is moved alone along three
directions (an entry wrong by a thousandth of the rms gradient is seen 99 times in 100); and where those disagree, one
difference per entry has the last word, and says where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from grader.course.spec import Case, Exercise
from grader.judge.check import Check, Kind
from grader.judge.check import gradient as gradient_target
from grader.judge.compare import Difference, describe_difference
from grader.judge.evaluation import Evaluation
from grader.judge.evidence.arguments import gradient_names
from grader.judge.finding import Finding, not_comparable
from grader.judge.problem import wrong_output_shape
from grader.judge.return_values import UnusableReturn
from reference.naming import get, replace

EPS = 1e-6
ATOL, RTOL = 1e-7, 1e-5
DIRECTIONS = 3
ELEMENTWISE_LIMIT = 4096
AT_ONCE = 128
"""Entries that are differenced in one exchange with the answer."""


def checks(exercise: Exercise) -> Iterator[Check]:
    """A check of each gradient for every case of ordinary numbers."""
    for case in exercise.cases:
        for name in () if case.large else gradient_names(exercise, case):
            ask = partial(_ask, case=case, name=name)
            what = f"gradient {name}, {case.label}"
            yield Check(what, Kind.FINITE_DIFFERENCE, gradient_target(name), ask, case.label, case.ordinary)


def _ask(evaluation: Evaluation, case: Case, name: str) -> Finding:
    sample = evaluation.sample(case)
    if name not in sample.gradients:
        return not_comparable(sample.why_missing(name))
    if not np.all(np.isfinite(sample.gradients[name])):
        return Finding(False, f"gradient {name} holds nan or infinity")
    try:
        return _decide(evaluation, case, name, sample.gradients[name])
    except UnusableReturn as error:
        return not_comparable(error.problem)


@np.errstate(all="ignore")
def _decide(evaluation: Evaluation, case: Case, name: str, gradient: np.ndarray) -> Finding:
    if case.label not in evaluation.joint_findings:
        evaluation.joint_findings[case.label] = _check_jointly(evaluation, case)
    if together := evaluation.joint_findings[case.label]:
        return together
    found = []
    directions = np.random.default_rng(evaluation.seed).standard_normal((DIRECTIONS, *gradient.shape))
    slopes = _each(evaluation, case, [{name: direction} for direction in directions])
    for direction, slope in zip(directions, slopes, strict=True):
        found.append((slope, np.sum(gradient * direction)))
        if evaluation.quick and not agrees(*found[-1]):
            return Finding(False, f"gradient {name} differs along a random direction", abs(found[-1][0] - found[-1][1]))
    numeric, analytic = np.array(found).T
    if agrees(numeric, analytic):
        off = np.abs(numeric - analytic)
        return Finding(True, "", float(off.max()), float((off / _scale(numeric, analytic)).max()))
    return _locate(gradient, lambda ones: _slopes(evaluation, case, [{name: one} for one in ones]), f"gradient {name}")


def _check_jointly(evaluation: Evaluation, case: Case) -> Finding | None:
    """Move every array at once; return what all gradients of the case have found if they agree, else None.

    The slope is the sum of the arrays' own, and a sum is large where one of them is: so it has to be as near as the
    most exacting of them would have to be alone, and what one array gets wrong is not lost in the size of another.
    """
    rng, largest = np.random.default_rng(evaluation.seed), (0.0, 0.0)
    gradients = evaluation.sample(case).gradients
    directions = [{name: rng.standard_normal(g.shape) for name, g in gradients.items()} for _ in range(DIRECTIONS)]
    for moves, numeric in zip(directions, _each(evaluation, case, directions), strict=True):
        analytic = np.array([np.sum(gradient * moves[name]) for name, gradient in gradients.items()])
        off = abs(numeric - analytic.sum())
        if not off < np.maximum(ATOL, RTOL * np.abs(analytic)).min():
            return None
        largest = max(largest, (float(off), float(off / max(abs(numeric), 1e-30))))
    return Finding(True, "", *largest)


def agrees(numeric: np.ndarray, analytic: np.ndarray) -> bool:
    """Whether every difference is below 1e-7, or below 1e-5 of the larger of the two."""
    off = np.abs(numeric - analytic)
    return bool(np.all((off < ATOL) | (off < RTOL * _scale(numeric, analytic))))


def _scale(numeric: np.ndarray, analytic: np.ndarray) -> np.ndarray:
    return np.maximum(np.maximum(np.abs(numeric), np.abs(analytic)), 1e-30)


Moves = Mapping[str, np.ndarray]
"""The directions along which arrays are moved, by the arrays' names."""


def _each(evaluation: Evaluation, case: Case, many: Sequence[Moves]) -> Iterator[float]:
    """Yield the slope of each; a known mistake is asked for one at a time, since the first mostly tells enough."""
    size = 1 if evaluation.quick else len(many)
    for start in range(0, len(many), size):
        yield from _slopes(evaluation, case, many[start : start + size])


def _slopes(evaluation: Evaluation, case: Case, many: Sequence[Moves]) -> list[float]:
    """Central differences of L = sum(upstream * output) with each array of a move moved along its direction."""
    fresh, moved = evaluation.fresh_inputs(case), []
    for moves in many:
        for eps in (EPS, -EPS):
            moved.append(fresh)
            for name, direction in moves.items():
                moved[-1] = replace(moved[-1], name, np.asarray(get(fresh, name) + eps * direction))
    outputs, upstream = evaluation.submission.forwards(moved), evaluation.instance(case).upstream
    for output in outputs:
        if output.shape != upstream.shape:
            raise UnusableReturn(wrong_output_shape("the output", output.shape, upstream.shape))
    pairs = zip(outputs[::2], outputs[1::2], strict=True)
    return [float(np.sum(upstream * (above - below)) / (2 * EPS)) for above, below in pairs]


def _locate(gradient: np.ndarray, slopes: Callable[[np.ndarray], list[float]], what: str) -> Finding:
    """Difference every entry, to name the one that is most off."""
    if gradient.size > ELEMENTWISE_LIMIT:
        return Finding(False, f"{what} differs from finite differences along random directions")
    found: list[float] = []
    for start in range(0, gradient.size, AT_ONCE):
        found += slopes(np.eye(min(AT_ONCE, gradient.size - start), gradient.size, start).reshape(-1, *gradient.shape))
    numeric = np.array(found).reshape(gradient.shape)
    off = np.abs(numeric - gradient)
    wrong = ~((off < ATOL) | (off < RTOL * _scale(numeric, gradient)))
    if not wrong.any():  # the directions nearly cancelled, and only rounding was left of them
        return Finding(True, "", float(off.max()))
    worst = tuple(int(i) for i in np.unravel_index(int(np.argmax(off)), off.shape))
    relative = float((off / _scale(numeric, gradient))[worst])
    difference = Difference(float(off[worst]), relative, worst, int(wrong.sum()), gradient.size)
    message = describe_difference(what, gradient, numeric, difference, "finite difference of your own forward")
    return Finding(False, message, difference.max_abs, difference.max_rel)
