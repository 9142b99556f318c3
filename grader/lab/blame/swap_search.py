"""The search: put the reference's pieces in the place of the student's, one at a time, until the model is right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from grader.course import registry
from grader.course.spec import Case
from grader.errors import BadInput, GraderError
from grader.judge.submission import Submission, load_local
from grader.lab.blame import whole_models
from grader.lab.blame.whole_models import Discrepancy
from grader.lab.model.resolve_pieces import substituted
from grader.runner.source import Source
from grader.runner.tree import Tree

SECONDS = 5.0
"""Time that a student's code may take in one try of the whole models."""

SECONDS_MORE = 1.5
"""The same for each further try once the first has used its time up: there are many, and somebody waits."""


@dataclass
class ModelPieces:
    """A student's pieces: the tree's root, files given in the place of the tree's own, and those lent by the reference.

    `names` are the student's own pieces of which the model is made, lowest on the ladder first. What the model does
    not use is taken from the reference, so that a swap brings nothing along that was not there.
    """

    root: Path
    given: Mapping[str, Source] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    slow: bool = False
    lent: tuple[str, ...] = ()

    def tree(self, swapped: Collection[str] = ()) -> Tree:
        """Return the student's tree with the pieces swapped, and those lent, taken from the reference."""
        own = set(self.names) - set(swapped)
        others = [name for name in registry.all_names() if name in closure() and name not in own]
        return Tree(self.root, {**self.given, **substituted({*others, *self.lent, *swapped})})

    def alone(self, name: str) -> Tree:
        """Return the tree in which one piece is the student's and all others, its own imports too, the reference's."""
        return self.tree({*self.names} - {name})

    def run(self, swapped: Collection[str] = ()) -> Submission:
        """Return the model made of these parts, ready to be asked."""
        return load_local(whole_models.whole(), self.tree(swapped), self.seconds)

    @property
    def seconds(self) -> float:
        """The time that the student's code may take in the next try."""
        return SECONDS_MORE if self.slow else SECONDS


@cache
def closure() -> frozenset[str]:
    """Return the pieces of which the reference's model is made, the whole one among them."""
    found, ahead = set(), [whole_models.WHOLE]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += registry.entry(name).requires
    return frozenset(found)


def resolve_model_pieces(root: Path, given: Mapping[str, Source], *, borrow: bool) -> ModelPieces:
    """Return the student's pieces that the model uses. Raises BadInput naming those not written, unless lent."""
    whole_models.truth(whole_models.MODELS[0])  # without the reference there is nothing to go on with
    first = load_local(whole_models.whole(), Tree(root, given), SECONDS)
    runs = not whole_models.run(first, whole_models.MODELS[0], check_purity=False).problem
    # Listed after the run: a piece may be imported as late as in a call. Each file is read this once.
    names = _in_order(key.partition(".")[2] for key in first.runner.sources)
    parts = ModelPieces(root, {**given, **first.runner.sources}, names, slow=first.runner.budget.left == 0)
    missing = [] if runs else [name for name in parts.names if _unwritten(parts, name)]
    if missing and not borrow:
        raise BadInput(
            f"{len(missing)} of the {len(parts.names)} pieces of the model are not written yet: {', '.join(missing)}. "
            "Write them (`grader` says which is next), or --borrow takes the reference for them."
        )
    parts.names, parts.lent = tuple(n for n in parts.names if n not in missing), tuple(missing)
    return parts


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Sort pieces as the ladder has them; a file that is no exercise, such as a student's helpers, is left out."""
    found = set(names)
    return tuple(name for name in registry.all_names() if name in found)


def _unwritten(parts: ModelPieces, name: str) -> bool:
    exercise = registry.entry(name)
    case = exercise.cases[0]
    submission = load_local(exercise, parts.alone(name), parts.seconds)
    return submission.ask(case.build(exercise.rng(case, 0))).not_written


def faults(parts: ModelPieces) -> tuple[Case, list[Discrepancy]] | None:
    """Return the first model that differs from the reference, and how; None where none does."""
    submission = parts.run()
    for tried in whole_models.MODELS:
        if found := list(whole_models.ask(submission, tried)):
            parts.slow |= submission.runner.budget.left == 0
            return tried, found
    return None


def find_guilty(parts: ModelPieces, shown_by: Case) -> tuple[str, ...]:
    """Return the lowest piece whose swap alone mends every model, else a set of which no member can be left out.

    Raises GraderError where the model differs even with all pieces swapped.
    """
    order = sorted(whole_models.MODELS, key=lambda tried: tried is not shown_by)  # what failed before is asked first

    def mended(swapped: Collection[str]) -> bool:
        submission = parts.run(swapped)
        # What takes longer to ask, whether a piece changes what it is given, comes last: most swaps fail before.
        asked = (
            whole_models.ask(submission, tried, check_purity=check_purity)
            for check_purity in (False, True)
            for tried in order
        )
        return not any(True for found in asked for _ in found)

    return _smallest(parts.names, mended)


def _smallest(names: tuple[str, ...], mended: Callable[[Collection[str]], bool]) -> tuple[str, ...]:
    for name in names:
        if mended({name}):
            return (name,)
    if not mended(names):
        raise GraderError("the model differs from the reference even when it is made of the reference's own pieces")
    kept = set(names)
    for name in reversed(names):
        if mended(kept - {name}):
            kept.discard(name)
    return tuple(name for name in names if name in kept)
