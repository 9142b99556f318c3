"""All the questions of an exercise, in the order in which they are asked."""

from __future__ import annotations

from functools import cache

from grader.course.spec import Exercise
from grader.judge.check import DERIVE_KINDS, Check, Kind
from grader.judge.evidence import (
    by_hand,
    contract,
    dtypes,
    finite_difference,
    formula,
    identities,
    memory_layouts,
    method,
    one_array_twice,
    oracle,
    refusals,
    repeat_calls,
    sizes,
)

MODULES = (
    contract,
    refusals,
    repeat_calls,
    one_array_twice,
    memory_layouts,
    dtypes,
    sizes,
    oracle,
    finite_difference,
    identities,
    method,
    by_hand,
    formula,
)
"""Each lists checks of its evidence; within a kind they are asked in this order, the most telling ones first."""

ORDER = (
    Kind.FORWARD,
    Kind.FINITE_DIFFERENCE,
    Kind.ORACLE,
    Kind.IDENTITY,
    Kind.ROBUSTNESS,
    Kind.CONTRACT,
    Kind.METHOD,
    *DERIVE_KINDS,
)


@cache
def plan(exercise: Exercise) -> tuple[Check, ...]:
    """List the exercise's checks; nothing is run. Names are unique within an exercise."""
    listed = [check for module in MODULES for check in module.checks(exercise)]
    return tuple(sorted(listed, key=lambda check: ORDER.index(check.kind)))
