"""Calls that differ from an ordinary one in one respect each, for the questions that compare an answer with itself.

| variation | finds an answer that keeps what it gave by |
|---|---|
| another value of one argument alone | the other arguments: one array's numbers, without ids, axes, a shape |
| the same first row | an array's first entry, or its first row |
| the same numbers in another order, of so few bits that any order has the same sum | a sum, a mean, a largest entry |
| the same numbers under an axis more, of size 1 | an array's bytes, without its shape |
| other numbers in all arguments | the shapes, or nothing at all (the latest call) |
| another ordinary case | a place for one call, which another shape or number of axes does not fit |
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.course.spec import Case
from grader.judge.evaluation import Evaluation
from grader.runner.call_orders import few_bits
from reference.naming import flatten, get, replace

OTHER_CASES, ALONE = 2, 3
"""How many other cases are called, and of how many arrays of floats each is changed alone."""

Call = tuple[str, dict[str, Any]]
"""What a call is on, in words, and its inputs."""


def variations(evaluation: Evaluation) -> list[Call]:
    """Return the ordinary call first, then its variations, then other cases; no two share memory."""
    exercise, case = evaluation.exercise, evaluation.ordinary
    others = [each for each in exercise.cases if each.ordinary and each is not case][:OTHER_CASES]
    calls = [("the ordinary inputs", _fresh(evaluation, case)), *_varied(evaluation, case)]
    return calls + [(f"the inputs of the case {other.label!r}", evaluation.fresh_inputs(other)) for other in others]


def _varied(evaluation: Evaluation, case: Case) -> Iterator[Call]:
    def fresh() -> dict[str, Any]:
        return _fresh(evaluation, case)

    def other() -> dict[str, Any]:
        return case.build(np.random.default_rng([evaluation.seed, 1]))

    here, there = dict(flatten(fresh())), dict(flatten(other()))
    drawn = [name for name in here if not np.array_equal(here[name], there[name])]
    for name in _some(drawn, here) if len(here) > 1 else ():
        yield f"another {name} alone", replace(fresh(), name, get(other(), name))
    for name, value in case.others.items():
        yield f"another {name} alone", replace(fresh(), name, value)
    if drawn:
        yield "other numbers with the same first row", _each_array(fresh(), other(), _first_kept)
        yield "the same numbers in another order", _each_array(fresh(), other(), lambda one, _: _reversed(one))
        yield "other numbers", other()
    exercise = evaluation.exercise
    if exercise.is_op and exercise.batched and not exercise.batch_first:
        yield "the same numbers under one more axis", _one_axis_more(fresh(), exercise.batched)


def _fresh(evaluation: Evaluation, case: Case) -> dict[str, Any]:
    return _each_array(evaluation.fresh_inputs(case), evaluation.fresh_inputs(case), lambda one, _: few_bits(one))


def _one_axis_more(inputs: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the inputs, those of these names with an axis of size 1 in front."""
    return inputs | {name: inputs[name][np.newaxis] for name in names}


def _some(names: list[str], values: dict[str, Any]) -> list[str]:
    """Return all names of whole numbers, and of the others `ALONE`, from the first to the last."""
    whole = [name for name in names if np.asarray(values[name]).dtype.kind in "iu"]
    rest = [name for name in names if name not in whole]
    at = np.linspace(0, len(rest) - 1, min(ALONE, len(rest))).round().astype(int)
    return whole + [rest[n] for n in at]


def _each_array(inputs: dict[str, Any], other: dict[str, Any], change: Any) -> dict[str, Any]:
    """Return the inputs, each array changed with the help of the other draw's."""
    drawn = dict(flatten(other))
    for name, value in flatten(inputs):
        if isinstance(value, np.ndarray):
            inputs = replace(inputs, name, change(value, drawn[name]))
    return inputs


def _first_kept(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    changed = other.copy()
    changed[:1] = one[:1] if one.ndim else one
    return changed


def _reversed(array: np.ndarray) -> np.ndarray:
    return array.reshape(-1)[::-1].reshape(array.shape).copy()
