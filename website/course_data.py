"""What the workbench has to know of the exercises before Python is there: stubs, hints, prerequisites, as JSON."""

from __future__ import annotations

import re
from typing import Any

from grader import __version__
from grader.cli.commands.hint import STEPS
from grader.course import registry
from grader.course.spec import Exercise
from grader.course.stubs import stub
from grader.paths import COURSE, solution_file

ON_DEMAND = ("scipy", "threadpoolctl")
"""Packages that are loaded only for exercises whose pieces import them."""

THREADS = re.compile(r"^\s*(?:import threading|from concurrent\.futures)", re.MULTILINE)


def course_data() -> dict[str, Any]:
    """Return the parts in order with their exercises, and the version."""
    parts = [
        {"part": part, "title": registry.title(part), "exercises": [_exercise(name) for name in registry.names(part)]}
        for part in registry.parts()
    ]
    return {"version": __version__, "parts": parts}


def _exercise(name: str) -> dict[str, Any]:
    exercise = registry.entry(name)
    sources = _sources(name)
    return {
        "name": name,
        "part": exercise.part,
        "title": exercise.title,
        "points": exercise.points,
        "starred": exercise.starred,
        "requires": list(exercise.requires),
        "stub": stub(exercise.part, name),
        "hints": [
            {"title": f"hint {at} of {len(STEPS)} ({about})", "text": text}
            for at, about, text in zip((1, 2, 3), STEPS, exercise.hints, strict=True)
        ],
        "formulas": list(exercise.formulas),
        "has_by_hand": bool(exercise.by_hand),
        "needs": [package for package in ON_DEMAND if package in sources],
        "threads": bool(THREADS.search(sources)),
    }


def _sources(name: str) -> str:
    """Return the texts of what an exercise's judgement imports: its pieces, and their forwards in reference/."""
    found = []
    for each in registry.prerequisites(name):
        exercise: Exercise = registry.entry(each)
        files = (solution_file(exercise.part, each), COURSE / "reference" / exercise.part / f"{each}.py")
        found += [file.read_text(encoding="utf-8") for file in files if file.is_file()]
    return "\n".join(found)
