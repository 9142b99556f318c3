"""`grader list`: every exercise, its points, how it stands, and what locks it."""

from __future__ import annotations

import json as json_format
from typing import Any

from rich.table import Table

from grader import catalog
from grader.commands.terminal import console
from grader.judge.ladder import Ladder
from grader.places import exercises

MARKS = {"passed": "[green]✓[/]", "failed": "[red]✗[/]", "unwritten": "·", "locked": "[dim]⚿[/]"}


def list_(*, json: bool = False) -> int:
    """List the exercises in order.

    Parameters
    ----------
    json
        Print a JSON array.
    """
    ladder = Ladder(exercises())
    rows = [_row(ladder, name) for name in catalog.all_names()]
    if json:
        print(json_format.dumps(rows, indent=2))
        return 0
    table = Table("", "exercise", "", "title", "points", "", box=None, pad_edge=False)
    part = ""
    for row in rows:
        if row["part"] != part:
            part = row["part"]
            table.add_row("", f"[bold]{part[4:6]} {catalog.title(part)}[/]")
        points = f"{row['points']:g}/{row['max_points']:g}"
        locked = f"[dim]locked by {', '.join(row['locked_by'][:3])}[/]" if row["locked_by"] else ""
        table.add_row(MARKS[row["state"]], row["name"], "★" if row["starred"] else "", row["title"], points, locked)
    console().print(table)
    return 0


def _row(ladder: Ladder, name: str) -> dict[str, Any]:
    exercise, standing, missing = catalog.entry(name), ladder.standing(name), ladder.missing(name)
    return {
        "name": name,
        "part": exercise.part,
        "title": exercise.title,
        "starred": exercise.starred,
        "state": "locked" if missing and standing.state != "passed" else standing.state,
        "points": standing.points,
        "max_points": standing.max_points,
        "locked_by": missing,
    }
