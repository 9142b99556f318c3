"""All the questions of an exercise, in the order in which they are asked."""

from __future__ import annotations

from functools import cache

from grader.course.spec import Exercise
from grader.judge.check import DERIVE_KINDS, Check, Kind
from grader.judge.evidence import by_hand, contract, finite_difference, formula, identities, method, oracle

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
    kinds = (contract, oracle, finite_difference, identities, method, by_hand, formula)
    listed = [check for kind in kinds for check in kind.checks(exercise)]
    return tuple(sorted(listed, key=lambda check: ORDER.index(check.kind)))
