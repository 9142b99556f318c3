"""How results look on a terminal."""

from __future__ import annotations

import contextlib
import math
import os
import re
import shutil
import sys
import textwrap
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from grader.safe_text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from grader.judge.check import Check, Finding
    from grader.judge.verdict import Verdict

SHOWN = 5
"""Failures shown of one verdict, unless all are asked for."""

NARROWEST = 40
"""Columns below which no text is wrapped: it would be a column of single words."""

STYLES = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "magenta": 35}
"""ANSI codes (ECMA-48, SGR), by rich's names for them."""


@cache
def console() -> Console:
    """Return rich's console, for tables and progress; importing it takes as long as a verdict, so `say` does not."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def say(text: str, style: str = "") -> None:
    """Print one text: on a terminal wrapped to its width, and in colour where it has colours."""
    text = wrapped(text, sys.stdout)
    if style and sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        codes = ";".join(str(STYLES[word]) for word in style.split())
        text = f"\x1b[{codes}m{text}\x1b[0m"
    print(text)


def wrapped(text: str, stream: TextIO) -> str:
    """Return a text with its long lines broken at the terminal's width, each under its own indent.

    What goes to a file or a pipe stays in one line: there it is searched, and the width is not known.
    """
    if not stream.isatty():
        return text
    return "\n".join(map(_broken, text.split("\n")))


def _broken(line: str) -> str:
    width = max(NARROWEST, _width())
    if len(line) <= width or "\x1b" in line:  # coloured: wrapped already, where its length could be told
        return line
    indent = " " * len(re.match(r" *(?:[✓✗·] )?", line)[0])
    whole = re.sub(r"`[^`]{,60}`", lambda code: code[0].replace(" ", "\xa0"), line)  # a command is copied in one piece
    filled = textwrap.fill(whole, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return filled.replace("\xa0", " ")


def clipped(line: str) -> str:
    """Return a line of a table, cut to the terminal's width; whole where it is printed to a file or a pipe."""
    width = _width()
    return line if len(line) <= width or not sys.stdout.isatty() else line[: width - 1] + "…"


def some(lead: str, names: Sequence[str], taken: int) -> str:
    """Return the lead and as many exercises' names as fit beside `taken` columns of a line; count the rest.

    Where not even one fits they are only counted; in a file or a pipe all are named.
    """
    room = _width() - taken if sys.stdout.isatty() else math.inf
    for n in range(len(names), 0, -1):
        told = lead + ", ".join(names[:n]) + (f" and {len(names) - n} more" if n < len(names) else "")
        if len(told) <= room:
            return told
    return f"{lead}{len(names)} exercises"


def _width() -> int:
    return shutil.get_terminal_size().columns


def short(path: Path) -> str:
    """Return a path relative to the current folder where it lies below it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def from_here(message: str) -> str:
    """Return a message as it is shown: paths below the current folder written from there, and no hidden characters."""
    with contextlib.suppress(FileNotFoundError):  # the folder has been deleted meanwhile
        message = message.replace(f"{Path.cwd()}{os.sep}", "")
    return plain(message)


def show_verdict(verdict: Verdict, *, every: bool = False, place: str = "") -> None:
    """Print a verdict: the outcome, what failed and why, the diagnosis, and what to do next, in its file or `place`."""
    outcome, style = _outcome(verdict)
    say(f"{verdict.exercise}  {outcome}  {verdict.points:g} of {verdict.max_points:g} points", style)
    say(f"  {short(verdict.file)}  sha256 {verdict.sha256[:12]}  {_summary(verdict)}", "dim")
    if verdict.borrowed:
        say(f"  judged alone: {', '.join(verdict.borrowed)} come from the solutions", "yellow")
    if verdict.unwritten:
        say(f"  {plain(verdict.unwritten)}")
        say(f"  Next: write it in {place or short(verdict.file)}; `grader hint {verdict.exercise}` helps.")
        return
    _show_failures(verdict, every)
    for advice in verdict.advice:
        say(f"  Advice: {advice}", "yellow")
    _show_derive_gate(verdict)
    if verdict.printed:
        say(f"  It printed:\n{_indent(plain(verdict.printed[:2000]))}", "dim")
    if not verdict.passed:
        drawn = f", `grader show {verdict.exercise}` draws where" if verdict.exit_code == 1 else ""
        say(f"  Next: mend it and check again; `grader hint {verdict.exercise}` helps{drawn}.")


def _outcome(verdict: Verdict) -> tuple[str, str]:
    if verdict.exit_code == 3:
        survivors = ", ".join(verdict.controls.survivors)
        return f"no verdict: the grader let known mistakes pass ({survivors})", "bold magenta"
    if verdict.passed:
        return "passed", "bold green"
    return ("not written yet", "bold yellow") if verdict.unwritten else ("not passed", "bold red")


def _summary(verdict: Verdict) -> str:
    right = sum(finding.passed for _, finding in verdict.results)
    told = f"{right} of {len(verdict.results)} checks"
    if verdict.controls:
        told += f", {verdict.controls.refused} of {verdict.controls.total} known mistakes refused"
    elif not verdict.unwritten:
        told += ", controls run with the instructor's grader"
    return f"{told}, {verdict.seconds:.2f} s"


def _show_failures(verdict: Verdict, every: bool) -> None:
    """Print each failure, or the first of each output or argument with the count of those like it."""
    failures = verdict.failures
    shown = failures if every else _first_of_each(failures)
    for check, finding in shown:
        say(f"  ✗ {check.name}: {from_here(finding.message)}", "red")
    if len(failures) > len(shown):
        say(f"    and {len(failures) - len(shown)} more of the same (--all shows them)", "red")
    if verdict.diagnosis:
        say(f"  {verdict.diagnosis.mistake}: {verdict.diagnosis.text}", "bold")
        say(f"  {verdict.diagnosis.reading}", "dim")


def _first_of_each(failures: list[tuple[Check, Finding]]) -> list[tuple[Check, Finding]]:
    """Keep one failure per output or argument; what follows from a wrong forward is left out."""
    first: dict[str, tuple[Check, Finding]] = {}
    for check, finding in failures:
        first.setdefault(check.of, (check, finding))
    return list(first.values())[:SHOWN]


def _show_derive_gate(verdict: Verdict) -> None:
    for message in verdict.underived:
        say(f"  derive gate: {plain(message)}", "yellow")


def _indent(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
