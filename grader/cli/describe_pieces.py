"""Say whose pieces a model is made of."""

from __future__ import annotations

from grader.cli.terminal import say
from grader.course import registry
from grader.lab.model.piece_set import PieceSet, PieceSource


def source_of(*, solutions: bool) -> PieceSource:
    """Return whose pieces `--solutions` asks for."""
    return PieceSource.SOLUTIONS if solutions else PieceSource.STUDENT


def describe_engine(engine: PieceSet, asked: PieceSource) -> str:
    """Say whose engine it is, and where it is not the student's that was asked for, why."""
    if engine.source is PieceSource.STUDENT:
        return "your engine of part 15"
    missing = asked is PieceSource.STUDENT
    return f"the solutions' engine{': yours of part 15 has not passed yet' if missing else ''}"


def describe_owner(pieces: PieceSet) -> str:
    """Say whose pieces these are, in a word or two."""
    if pieces.source is PieceSource.SOLUTIONS:
        return "the solutions'"
    if not pieces.borrowed:
        return "your own"
    yours = len(pieces.names) - len(pieces.borrowed)
    return f"{yours} your own, {len(pieces.borrowed)} borrowed" if yours else "all borrowed"


def show_owners(pieces: PieceSet) -> None:
    """Print the pieces, a line for each part that has some, your own marked."""
    for part in registry.parts():
        names = [name for name in pieces.names if registry.part_of(name) == part]
        if names:
            own = pieces.source is PieceSource.STUDENT
            marked = [f"{name}{' (yours)' if own and name not in pieces.borrowed else ''}" for name in names]
            say(f"  {part[4:6]}  {', '.join(marked)}")
    others = "the solutions'" if pieces.source is PieceSource.SOLUTIONS else "borrowed from the reference"
    say(f"  {describe_owner(pieces)}; what is not marked as yours is {others}")


def describe_borrowed(pieces: PieceSet) -> str:
    """Name the pieces that were borrowed; "" where none was."""
    return f"borrowed from the reference: {', '.join(pieces.borrowed)}" if pieces.borrowed else ""
