"""The student's pieces that a whole model is made of, any of which can be swapped for the reference's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grader.course import registry
from grader.errors import BadInput
from grader.judge.submission import Submission, load_local
from grader.lab.blame import whole_models
from grader.lab.model.resolve_pieces import substituted
from grader.paths import solutions
from grader.runner.source import Source
from grader.runner.tree import Tree

SECONDS = 5.0
"""Time that a student's code may take in one run of the whole models."""

SECONDS_WHEN_SLOW = 1.5
"""The same for each further run once one has used its time up: there are many, and somebody waits."""


@dataclass
class ModelPieces:
    """A student's pieces: the tree's root, sources in the place of the tree's own files, and those that are borrowed.

    `names` are the student's own pieces of which the model is made, in the order of the ladder. What the model does
    not use is the reference's, so that a swap brings in nothing that was not there.
    """

    root: Path
    replaced: Mapping[str, Source]
    names: tuple[str, ...] = ()
    borrowed: tuple[str, ...] = ()
    slow: bool = False

    def tree(self, swapped: Collection[str] = ()) -> Tree:
        """Return the student's tree with the reference's pieces for those swapped, borrowed, or not used."""
        own = set(self.names) - set(swapped)
        others = [name for name in registry.all_names() if name in reference_pieces() and name not in own]
        return Tree(self.root, {**self.replaced, **substituted({*others, *self.borrowed, *swapped})})

    def tree_of_one(self, name: str) -> Tree:
        """Return the tree in which one piece is the student's and all others, its own imports too, the reference's."""
        return self.tree({*self.names} - {name})

    def whole_model(self, swapped: Collection[str] = ()) -> Submission:
        """Return the whole model made of these pieces, loaded."""
        return load_local(whole_models.whole_model(), self.tree(swapped), self.seconds)

    @property
    def seconds(self) -> float:
        """The time that the student's code may take in the next run."""
        return SECONDS_WHEN_SLOW if self.slow else SECONDS


@cache
def reference_pieces() -> frozenset[str]:
    """Return the exercises that the reference's whole model is built on, itself among them."""
    found, queue = set(), [whole_models.WHOLE_MODEL]
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue += registry.entry(name).requires
    return frozenset(found)


def resolve_model_pieces(root: Path, replaced: Mapping[str, Source], *, borrow: bool) -> ModelPieces:
    """Return the student's pieces that the model uses, right or wrong; `borrow` takes the reference for unwritten ones.

    Raises BadInput naming those that are not written, unless they are borrowed.
    """
    first_model = whole_models.MODELS[0]
    whole_models.expected(first_model)  # raises where there is no reference to compare with
    submission = load_local(whole_models.whole_model(), Tree(root, replaced), SECONDS)
    runs = not whole_models.run(submission, first_model, check_purity=False).first_problem
    # Listed after the run: a piece may be imported as late as in a call. Each file is read this once.
    sources = submission.runner.sources
    names = _exercises_in_order(key.partition(".")[2] for key in sources)
    pieces = ModelPieces(root, {**replaced, **sources}, names, slow=submission.runner.budget.left == 0)
    unwritten = () if runs else tuple(name for name in names if _is_unwritten(pieces, name))
    if unwritten and not borrow:
        raise BadInput(
            f"{len(unwritten)} of the {len(names)} pieces of the model are not written yet: {', '.join(unwritten)}. "
            "Write them (`grader` says which is next), or --borrow takes the reference for them."
        )
    pieces.names, pieces.borrowed = tuple(name for name in names if name not in unwritten), unwritten
    return pieces


def pieces_among_solutions(replaced: Mapping[str, Source]) -> ModelPieces:
    """Return the pieces of these files, all others borrowed. Raises BadInput where the model is made of none of them.

    Also where one is not written, and in a copy of the course without solutions.
    """
    names = _exercises_in_order(key.partition(".")[2] for key in replaced)
    own = tuple(name for name in names if name in reference_pieces())
    if not own:
        raise BadInput(
            "The solutions are what blame compares with, and made of them alone no model differs. Name a file that is "
            f"to be tried among them: --file NAME=PATH, of one of {', '.join(_exercises_in_order(reference_pieces()))}."
        )
    others = tuple(name for name in _exercises_in_order(reference_pieces()) if name not in own)
    pieces = ModelPieces(solutions("The solutions' pieces are asked for"), replaced, own, others)
    if unwritten := [name for name in own if _is_unwritten(pieces, name)]:
        raise BadInput(f"Not written yet: {', '.join(unwritten)}. There is nothing in the file to blame.")
    return pieces


def _exercises_in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Sort exercises as the ladder does; files that are none, such as a student's helpers, are left out."""
    names = set(names)
    return tuple(name for name in registry.all_names() if name in names)


def _is_unwritten(pieces: ModelPieces, name: str) -> bool:
    exercise = registry.entry(name)
    case = exercise.cases[0]
    submission = load_local(exercise, pieces.tree_of_one(name), pieces.seconds)
    return submission.ask(case.build(exercise.rng(case, 0))).not_written
