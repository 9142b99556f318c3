"""The gates' table as it is printed, as Markdown and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rich import box
from rich.table import Table

from grader.lab.gates.run_gates import CANNOT_RUN, FAILED, LOCKED, NOT_REACHED, NOT_RUN, PASSED, GateRow, exit_code

WORDS = {PASSED: "yes", FAILED: "no"}
STYLES = {
    PASSED: "bold green",
    FAILED: "bold red",
    LOCKED: "bold yellow",
    CANNOT_RUN: "bold yellow",
    NOT_RUN: "dim",
    NOT_REACHED: "dim",
}
HEADINGS = ("gate", "published figure", "our figure", "passed")


def table(rows: Sequence[GateRow]) -> Table:
    """Return the table for a terminal."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for heading, ratio in zip(HEADINGS, (None, 4, 5, None), strict=True):
        shown.add_column(heading, ratio=ratio, overflow="fold", no_wrap=ratio is None)
    for row in rows:
        word = f"[{STYLES[row.state]}]{_word(row)}[/]"
        shown.add_row(*map(_plain, (row.gate.name, row.gate.published, row.figure)), word)
    return shown


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def _word(row: GateRow) -> str:
    return WORDS.get(row.state, row.state)


def summary(rows: Sequence[GateRow]) -> str:
    """Return how it ended, in one line."""
    passed = sum(row.state == PASSED for row in rows)
    to_run = sum(row.gate.run is not None for row in rows)
    left = ", ".join(row.gate.name for row in rows if row.state == NOT_RUN)
    on_progress = f"{passed} of {to_run} gates passed" + (f"; not run here: {left}" if left else "")
    return f"{on_progress}, {sum(row.seconds for row in rows):.0f} s"


def markdown(rows: Sequence[GateRow], whose: str, picture: str = "") -> str:
    """Return the same table as Markdown, what each figure counts, and what is wrong."""
    lines = [f"# The gates, on {whose}", "", f"{summary(rows)}.", "", _line(HEADINGS), _line(["---"] * len(HEADINGS))]
    lines += [_line((row.gate.name, row.gate.published, row.figure, _word(row))) for row in rows]
    if wrong := [row for row in rows if row.trouble]:
        lines += ["", "## What stands in the way", "", *(f"- **{row.gate.name}**: {row.trouble}" for row in wrong)]
    if counted := [row for row in rows if row.composition]:
        lines += ["", "## What the figures are of", ""]
        lines += [f"- **{row.gate.name}** ({row.seconds:.1f} s): {row.composition}." for row in counted]
    if picture:
        lines += ["", "## The training curve", "", f"![the training curve]({picture})"]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def as_json(rows: Sequence[GateRow], whose: str) -> str:
    """Return the rows with all their numbers; `passed` is null where a gate was not run."""
    on_progress: dict[str, Any] = {
        "pieces": whose,
        "passed": exit_code(rows) == 0,
        "gates": [
            {
                "gate": row.gate.name,
                "published": row.gate.published,
                "ours": row.figure,
                "state": row.state,
                "passed": {PASSED: True, FAILED: False}.get(row.state),
                "composition": row.composition,
                "trouble": row.trouble,
                "seconds": round(row.seconds, 3),
                "numbers": row.numbers,
            }
            for row in rows
        ],
    }
    return json.dumps(on_progress, indent=2)
