"""Say whose pieces a model is made of."""

from __future__ import annotations

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


def describe_borrowed(pieces: PieceSet) -> str:
    """Name the pieces that were borrowed; "" where none was."""
    return f"borrowed from the reference: {', '.join(pieces.borrowed)}" if pieces.borrowed else ""
