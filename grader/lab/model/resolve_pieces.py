"""Gather the pieces that a model is made of, and say where each comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import registry
from grader.course.registry import prerequisites
from grader.errors import BadInput
from grader.judge.controls import solution
from grader.judge.ladder import Ladder
from grader.paths import solutions
from grader.runner.source import Source
from grader.runner.tree import Tree

NAMES = (
    "add",
    "gelu",
    "gelu_tanh",
    "linear",
    "softmax",
    "layer_norm",
    "embedding",
    "positional_embedding",
    "lm_head",
    "split_heads",
    "merge_heads",
    "attention_scores",
    "causal_mask",
    "attention_output",
)
"""The exercises that the forward pass is made of, in the order of the ladder."""


@dataclass
class ForwardPieces:
    """The functions by name; `borrowed` names those that are not the student's."""

    functions: dict[str, Callable]
    borrowed: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Callable:
        try:
            return self.functions[name]
        except KeyError:
            raise AttributeError(name) from None

    def run(self, name: str, *inputs: object) -> object:
        """Call an op and return its output alone: a forward pass keeps no backward."""
        return self.functions[name](*inputs)[0]


def of_solutions() -> ForwardPieces:
    """Return the solutions' pieces. Raises BadInput in a copy of the course that has none."""
    return _load(Tree(solutions("The solutions' pieces are asked for")))


def of_student(root: Path, *, borrow: bool) -> ForwardPieces:
    """Return the student's pieces that passed. Raises BadInput naming those that did not, unless they are borrowed."""
    tree, missing = tree_of(root, with_prerequisites(*NAMES), borrow=borrow)
    return _load(tree, missing)


def tree_of(root: Path, names: Iterable[str], *, borrow: bool) -> tuple[Tree, list[str]]:
    """Return a student's tree in which all of `names` can be used, and the names of those that were borrowed.

    Raises BadInput naming those that have not passed, unless they are borrowed.
    """
    names = tuple(names)
    missing = not_passed(root, names)
    if missing and not borrow:
        raise BadInput(
            f"{len(missing)} of the {len(names)} pieces have not passed: {', '.join(missing)}. "
            "Solve them (`grader` says which is next), or --borrow takes the reference for them."
        )
    return Tree(root, substituted(missing)), missing


def not_passed(root: Path, names: Iterable[str]) -> list[str]:
    """Return those of the student's exercises that have not passed."""
    ladder = Ladder(root)
    return [name for name in names if ladder.standing(name).state != "passed"]


def with_prerequisites(*names: str) -> tuple[str, ...]:
    """Return these exercises and all that they are built on, in the order of the ladder."""
    found = {other for name in names for other in prerequisites(name)}
    return tuple(name for name in registry.all_names() if name in found)


def substituted(names: Iterable[str]) -> dict[str, Source]:
    """Return the reference's sources of these pieces, as a `Tree` takes them in the place of its own.

    Raises BadInput where one is asked for and this copy of the course has no solutions.
    """
    wanted = [*names]
    if wanted:
        solutions("Reference pieces are to be borrowed")
    return {registry.key(name): solution(registry.part_of(name), name) for name in wanted}


def _load(tree: Tree, borrowed: list[str] | None = None) -> ForwardPieces:
    functions = {name: getattr(tree.load(registry.part_of(name), name), name) for name in NAMES}
    return ForwardPieces(functions, borrowed or [])
