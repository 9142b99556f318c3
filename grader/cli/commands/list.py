"""`grader list`: every exercise with its points, its state and what locks it."""

from __future__ import annotations

import json as json_format
from typing import Any

from grader.cli.screen_reader import wants_words
from grader.cli.table import Column, Table
from grader.cli.terminal import join_names, say
from grader.course import registry
from grader.errors import BadInput
from grader.judge.ladder import Ladder
from grader.paths import exercises

MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "unwritten": ("·", ""), "locked": ("·", "dim")}
"""The mark and the style of each state of an exercise."""

TABLE = Table(Column(len("✓")), Column(len("★")), Column(28, gap=0), Column(len("12.25/20"), gap=2))
"""The columns of mark, star, name and points; the title, or what locks the exercise, comes after them."""


def list_(*words: str, json: bool = False) -> int:
    """List the exercises in order.

    Parameters
    ----------
    words
        Only those that have all these words in their name, title or part: grader list attention.
    json
        Print a JSON array.
    """
    ladder = Ladder(exercises())
    found = [name for name in registry.all_names() if _has(name, words)]
    if words and not found:
        raise BadInput(f"No exercise has {' and '.join(words)} in its name, title or part. `grader list` shows all.")
    rows = [row(ladder, name) for name in found]
    if json:
        print(json_format.dumps(rows, indent=2))
        return 0
    part = ""
    for each in rows:
        if each["part"] != part:
            part = each["part"]
            say(f"{part[4:6]} {registry.title(part)}", "bold")
        if wants_words():
            say(_in_words(each))
            continue
        mark, style = MARKS[each["state"]]
        star = "★" if each["starred"] else ""
        points = f"{each['points']:5g}/{each['max_points']:<2g}"
        locked = each["state"] == "locked"
        note = join_names("locked by ", each["locked_by"], TABLE.width) if locked else each["title"]
        TABLE.print_row(mark, star, each["name"], points, note, style=style)
    return 0


def _in_words(each: dict[str, Any]) -> str:
    """Return an exercise's row as a sentence."""
    starred = ", a headline derivation" if each["starred"] else ""
    points = f"{each['points']:g} of {each['max_points']:g} points"
    locked = f", locked by {', '.join(each['locked_by'])}" if each["state"] == "locked" else f", {each['state']}"
    return f"{each['name']}{locked}, {points}: {each['title']}{starred}"


def _has(name: str, words: tuple[str, ...]) -> bool:
    part = registry.part_of(name)
    text = f"{name} {registry.entry(name).title} {part} {registry.title(part)}".lower()
    return all(word.lower() in text for word in words)


def row(ladder: Ladder, name: str) -> dict[str, Any]:
    """Return an exercise's row: what it is, how it stands, and the exercises that lock it."""
    exercise, standing, missing = registry.entry(name), ladder.standing(name), ladder.missing(name)
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
