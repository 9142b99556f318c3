"""What a student reads under a cell with points."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import textwrap
from collections.abc import Sequence

from grader.cli.terminal import show_verdict
from grader.judge.verdict import Verdict

WIDTH = 100
ALL = " (--all shows them)"
"""What only a terminal can do."""


def feedback_text(verdict: Verdict, notes: Sequence[str], borrowed: Sequence[str]) -> str:
    """Return the verdict as `grader check` shows it, and what there is to say about the cell and its pieces.

    What the answer printed is left out where it stands on borrowed pieces, since it could print those.
    """
    shown = dataclasses.replace(verdict, printed="" if borrowed else verdict.printed, borrowed=[])
    with contextlib.redirect_stdout(io.StringIO()) as out:
        show_verdict(shown)
    lines = [line for line in out.getvalue().splitlines(keepends=True) if not line.startswith("  Next:")]
    more = [f"  Note: {note}.\n" for note in notes]
    if borrowed:
        more.append(f"  Borrowed from the solutions, since you handed in none: {', '.join(borrowed)}.\n")
    lines = [line.replace(ALL, "") for line in lines]
    return "".join(wrapped(line) for line in lines + more)


def wrapped(line: str) -> str:
    """Return a line broken at WIDTH, deeper where it goes on; nbgrader's pages would let it run out of sight."""
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(line, WIDTH, subsequent_indent=indent + "  ", break_long_words=False) + "\n"
