"""Whose pieces a model is made of: the student's that have passed, the solutions', or the student's with some borrowed.

The one answer that `run`, `train`, `generate`, `benchmark` and `gates` share. `blame`, whose pieces need not be right,
looks for them in `grader.lab.blame.model_pieces`, and borrows by the same `substituted`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from grader.course import registry
from grader.course.registry import prerequisites
from grader.errors import BadInput
from grader.judge.controls import solution
from grader.judge.ladder import Ladder
from grader.lab.model.piece_set import PieceSet, PieceSource
from grader.paths import solutions
from grader.runner.source import Source
from grader.runner.tree import Tree


def resolve_pieces(
    root: Path, names: Iterable[str], *, source: PieceSource, borrow: bool = False, allow_missing: bool = False
) -> PieceSet:
    """Return the exercises `names`: the solutions', or those of the student's tree `root`, which have to have passed.

    Of those that have not, `borrow` puts the reference's in their place, and `allow_missing` only lists them.
    Raises BadInput naming them where neither is asked for, or where this copy of the course has no solutions.
    """
    names = tuple(names)
    if source is PieceSource.SOLUTIONS:
        return solution_pieces(names)
    missing = not_passed(root, names)
    if borrow:
        return PieceSet(Tree(root, substituted(missing)), source, names, borrowed=missing)
    if missing and not allow_missing:
        raise BadInput(
            f"{len(missing)} of the {len(names)} pieces have not passed: {', '.join(missing)}. "
            "Solve them (`grader` says which is next), or --borrow takes the reference for them."
        )
    return PieceSet(Tree(root), source, names, missing=missing)


def solution_pieces(names: Iterable[str] = ()) -> PieceSet:
    """Return the solutions' pieces. Raises BadInput in a copy of the course that has none."""
    return PieceSet(Tree(solutions("The solutions' pieces are asked for")), PieceSource.SOLUTIONS, tuple(names))


def not_passed(root: Path, names: Iterable[str]) -> dict[str, str]:
    """Return those of a student's exercises that have not passed, and the state of each: "failed" or "unwritten"."""
    ladder = Ladder(root)
    states = {name: ladder.standing(name).state for name in names}
    return {name: state for name, state in states.items() if state != "passed"}


def with_prerequisites(*names: str) -> tuple[str, ...]:
    """Return these exercises and all that they are built on, in the order of the ladder."""
    needed = {other for name in names for other in prerequisites(name)}
    return tuple(name for name in registry.all_names() if name in needed)


def substituted(names: Iterable[str]) -> dict[str, Source]:
    """Return the reference's sources of these exercises, as a `Tree` takes them in the place of its own files.

    Raises BadInput where one is wanted and this copy of the course has no solutions.
    """
    names = tuple(names)
    if names:
        solutions("Reference pieces are to be borrowed")
    return {registry.key(name): solution(registry.part_of(name), name) for name in names}
