"""What a student reads under a cell with points."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Sequence

from grader.judge.verdict import Verdict
from grader.judge.verdict_lines import Role, verdict_lines

WIDTH = 100


def feedback_text(verdict: Verdict, notes: Sequence[str], borrowed: Sequence[str]) -> str:
    """Return the verdict as `grader check` shows it, and what there is to say about the cell and its pieces."""
    shown = dataclasses.replace(verdict, borrowed=[])
    texts = [line.text for line in verdict_lines(shown) if line.role is not Role.NEXT]
    texts += [f"  Note: {note}." for note in notes]
    if borrowed:
        texts.append(f"  Borrowed from the solutions, since you handed in none: {', '.join(borrowed)}.")
    return "".join(wrapped(line) for text in texts for line in text.split("\n"))


def wrapped(line: str) -> str:
    """Return a line broken at WIDTH, deeper where it goes on; nbgrader's pages would let it run out of sight."""
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(line, WIDTH, subsequent_indent=indent + "  ", break_long_words=False) + "\n"
