"""Output for a screen reader: sentences where there would be tables, bars and drawings, and words for signs."""

from __future__ import annotations

import os
import re

ENVIRONMENT, OPTION = "GRADER_SCREEN_READER", "--screen-reader"
HELP = f"`{OPTION}`, or {ENVIRONMENT}=1, prints sentences in place of tables, bars and drawings."

SIGN = re.compile(r"^(\s*)([✓✗·]) ", re.MULTILINE)
WORDS = {"✓": "ok:", "✗": "failed:", "·": "missing:"}
"""What is read out for the sign that begins a line."""


def wants_words() -> bool:
    """Whether output is for a screen reader."""
    return os.environ.get(ENVIRONMENT, "") not in ("", "0")


def take_option(words: list[str]) -> list[str]:
    """Return a command line's words without the option, which may stand anywhere before a `--`.

    It stands in the environment as well, for the processes that this one starts.
    """
    end = words.index("--") if "--" in words else len(words)
    if OPTION not in words[:end]:
        return words
    os.environ[ENVIRONMENT] = "1"
    return [word for word in words[:end] if word != OPTION] + words[end:]


def in_words(text: str) -> str:
    """Return a text with a word for the sign that begins a line."""
    return SIGN.sub(lambda sign: f"{sign[1]}{WORDS[sign[2]]} ", text)


def row_in_words(headings: list[str], cells: list[str]) -> str:
    """Return a table's row as a sentence: each cell after its heading, where it has one; empty cells are left out."""
    pairs = zip(headings, cells, strict=True)
    return ", ".join(f"{head}: {cell}" if head else cell for head, cell in pairs if cell)
