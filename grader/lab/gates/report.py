"""The gates' results in one line, as Markdown and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from grader.lab.gates.gate import GateRow, GateState
from grader.lab.gates.run_gates import exit_code

WORDS = {GateState.PASSED: "yes", GateState.FAILED: "no"}
"""What stands in the column "passed"; the other states stand there themselves."""
HEADINGS = ("gate", "published figure", "our figure", "passed")


def passed_cell(row: GateRow) -> str:
    """Return what stands in the column "passed": yes, no, or why the gate did not run; and of borrowed pieces, that."""
    word = WORDS.get(row.state, row.state.value)
    return f"{word}, {row.pieces - len(row.borrowed)} of {row.pieces} pieces yours" if row.borrowed else word


def summary(rows: Sequence[GateRow]) -> str:
    """Return how many gates passed, which were skipped, and how long all took, in one line."""
    passed = sum(row.state is GateState.PASSED for row in rows)
    runnable = sum(row.gate.run is not None for row in rows)
    skipped = ", ".join(row.gate.name for row in rows if row.state is GateState.SKIPPED)
    seconds = sum(row.seconds for row in rows)
    return f"{passed} of {runnable} gates passed{f'; not run here: {skipped}' if skipped else ''}, {seconds:.0f} s"


def markdown(rows: Sequence[GateRow], owner: str, picture: str = "") -> str:
    """Return the table as Markdown, with what is wrong and what each figure counts; `owner` says whose pieces ran."""
    lines = [f"# The gates, on {owner}", "", f"{summary(rows)}."]
    if names := borrowed(rows):
        lines += ["", f"Borrowed from the reference: {', '.join(names)}."]
    lines += ["", _line(HEADINGS), _line(["---"] * len(HEADINGS))]
    lines += [_line((row.gate.name, row.gate.published, row.figure, passed_cell(row))) for row in rows]
    if failed := [row for row in rows if row.error]:
        lines += ["", "## What stands in the way", "", *(f"- **{row.gate.name}**: {row.error}" for row in failed)]
    if counted := [row for row in rows if row.details]:
        lines += ["", "## What the figures are of", ""]
        lines += [f"- **{row.gate.name}** ({row.seconds:.1f} s): {row.details}." for row in counted]
    if picture:
        lines += ["", "## The training curve", "", f"![the training curve]({picture})"]
    return "\n".join(lines) + "\n"


def borrowed(rows: Sequence[GateRow]) -> list[str]:
    """Return the exercises in whose place the reference's stood in any of the gates that ran."""
    return list(dict.fromkeys(name for row in rows for name in row.borrowed))


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def as_json(rows: Sequence[GateRow], owner: str) -> str:
    """Return the rows with all their numbers; `passed` is null where a gate was not run."""
    gates = [
        {
            "gate": row.gate.name,
            "published": row.gate.published,
            "ours": row.figure,
            "state": row.state.value,
            "passed": {GateState.PASSED: True, GateState.FAILED: False}.get(row.state),
            "composition": row.details,
            "trouble": row.error,
            "seconds": round(row.seconds, 3),
            "numbers": row.numbers,
            "borrowed": list(row.borrowed),
        }
        for row in rows
    ]
    summed = {"pieces": owner, "borrowed": borrowed(rows), "passed": exit_code(rows) == 0, "gates": gates}
    return json.dumps(summed, indent=2)
