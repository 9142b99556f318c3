"""The gates' table on a terminal: wide cells are wrapped, which takes rich."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.table import Table

from grader.lab.gates.gate import GateRow, GateState
from grader.lab.gates.report import HEADINGS, passed_cell

STYLES = {
    GateState.PASSED: "bold green",
    GateState.FAILED: "bold red",
    GateState.LOCKED: "bold yellow",
    GateState.CANNOT_RUN: "bold yellow",
    GateState.SKIPPED: "dim",
    GateState.NOT_REACHED: "dim",
}


def gates_table(rows: Sequence[GateRow]) -> Table:
    """Return the table for a terminal."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for heading, ratio in zip(HEADINGS, (None, 4, 5, None), strict=True):
        shown.add_column(heading, ratio=ratio, overflow="fold", no_wrap=ratio is None)
    for row in rows:
        word, _, whose = passed_cell(row).partition(", ")
        state = f"[{STYLES[row.state]}]{word}[/]" + (f"\n{whose}" if whose else "")
        shown.add_row(*map(_escape_markup, (row.gate.name, row.gate.published, row.figure)), state)
    return shown


def _escape_markup(text: str) -> str:
    return text.replace("[", r"\[")
