"""Text on a terminal: colours, line wrapping, shortened paths, and the lines of a verdict."""

from __future__ import annotations

import contextlib
import math
import os
import re
import shlex
import shutil
import sys
import textwrap
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from grader.cli.screen_reader import in_words, wants_words
from grader.runner.platform import shows_256_colours, shows_colours
from grader.safe_text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from grader.judge.verdict import Verdict

MIN_WIDTH = 40
"""Characters of the narrowest terminal that text is wrapped for: below, it would be a column of single words."""

STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "magenta": "35"}
"""ANSI codes (ECMA-48, SGR) by rich's names of styles. How the colours look is the terminal's choice."""

INKS = {"red": 160, "green": 28, "yellow": 130, "magenta": 163}
"""The same of the 256 colours that most terminals have: each has enough contrast to white and to black alike."""

VERDICT_STYLES = {
    "passed": "bold green",
    "not passed": "bold red",
    "not written": "bold yellow",
    "grader failed": "bold magenta",
    "summary": "dim",
    "borrowed": "yellow",
    "failure": "red",
    "more failures": "red",
    "diagnosis": "bold",
    "reading": "dim",
    "advice": "yellow",
    "derive gate": "yellow",
    "printed": "dim",
}
"""The style of each role of a verdict's lines; the others are plain."""


@cache
def console() -> Console:
    """Return rich's console, for progress bars and pictures. Importing rich takes 84 ms, so `say` does without."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def say(text: str, style: str = "") -> None:
    """Print a text; on a terminal wrapped to its width, and in a style such as "bold red" unless NO_COLOR is set."""
    text = in_words(text) if wants_words() else wrap_text(text, sys.stdout)
    if style and sys.stdout.isatty() and not os.environ.get("NO_COLOR") and shows_colours():
        inks = {name: f"38;5;{ink}" for name, ink in INKS.items()} if shows_256_colours() else {}
        codes = ";".join((STYLES | inks)[word] for word in style.split())
        text = f"\x1b[{codes}m{text}\x1b[0m"
    print(text)


def wrap_text(text: str, stream: TextIO) -> str:
    """Break long lines at the terminal's width, each under its own indent.

    What goes to a file, a pipe or a screen reader keeps its lines: they are searched there, or read out.
    """
    if not stream.isatty() or wants_words():
        return text
    return "\n".join(map(_wrap_line, text.split("\n")))


def _wrap_line(line: str) -> str:
    width = max(MIN_WIDTH, _width())
    if len(line) <= width or "\x1b" in line:  # coloured lines were wrapped before their escapes were added
        return line
    indent = " " * len(re.match(r" *(?:[✓✗·] )?", line)[0])
    glued = re.sub(r"`[^`]{,60}`", lambda code: code[0].replace(" ", "\xa0"), line)  # a command is copied in one piece
    filled = textwrap.fill(glued, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return filled.replace("\xa0", " ")


def clip_line(line: str) -> str:
    """Cut a line to the terminal's width; what goes to a file, a pipe or a screen reader stays whole."""
    width = _width()
    return line if len(line) <= width or not sys.stdout.isatty() or wants_words() else line[: width - 1] + "…"


def join_names(prefix: str, names: Sequence[str], column: int) -> str:
    """Return the prefix and as many exercises' names as fit on a line from `column` on; the rest is counted.

    Where not even one fits they are only counted; in a file, in a pipe and for a screen reader all are named.
    """
    room = _width() - column if sys.stdout.isatty() and not wants_words() else math.inf
    for n in range(len(names), 0, -1):
        text = prefix + ", ".join(names[:n]) + (f" and {len(names) - n} more" if n < len(names) else "")
        if len(text) <= room:
            return text
    return f"{prefix}{len(names)} exercises"


def _width() -> int:
    return shutil.get_terminal_size().columns


def relative_path(path: Path) -> str:
    """Return a path as text, relative to the current folder where it lies in it."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # on another drive of Windows
        return str(path)
    return str(path) if relative.startswith("..") else relative


def shell_word(path: Path) -> str:
    """Return a path as `relative_path` does, as the shell of this machine takes it in a command that is copied."""
    text = relative_path(path)
    return f'"{text}"' if os.name == "nt" and " " in text else text if os.name == "nt" else shlex.quote(text)


def shorten_paths(message: str) -> str:
    """Make a message fit to print: paths in the current folder become relative, hidden characters are escaped."""
    with contextlib.suppress(FileNotFoundError):  # the folder has been deleted meanwhile
        message = message.replace(f"{Path.cwd()}{os.sep}", "")
    return plain(message)


def show_verdict(verdict: Verdict, *, every: bool = False, by_keys: bool = False) -> None:
    """Print a verdict: the outcome, what failed and why, the diagnosis, and what to do next, in commands or by keys."""
    from grader.errors import ExitCode
    from grader.judge.verdict_lines import Role, verdict_lines  # the judge is there already, whoever has a verdict

    for line in verdict_lines(verdict, every=every, shorten=shorten_paths):
        text = line.text
        if line.role is Role.MORE_FAILURES:
            text += f" (grader check {verdict.exercise} --all shows them)" if by_keys else " (--all shows them)"
        elif line.role is Role.NEXT and by_keys:
            draws = ", s draws where" if verdict.exit_code is ExitCode.NOT_PASSED and not verdict.not_written else ""
            text = f"  Next: {'write' if verdict.not_written else 'mend'} it and save; h gives a hint{draws}."
        say(text, VERDICT_STYLES.get(line.role, ""))
