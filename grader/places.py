"""Where things stand on disk: the student's workspace, and the course's own solutions."""

from __future__ import annotations

from functools import cache
from pathlib import Path

COURSE = Path(__file__).resolve().parent.parent
SOLUTIONS = COURSE / "solutions"


@cache
def workspace() -> Path:
    """Return the nearest folder at or above the current one that has `exercises/`, else the course's own."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "exercises").is_dir():
            return folder
    return COURSE


def exercises() -> Path:
    """Return the folder in which the student works."""
    return workspace() / "exercises"


def exercise_file(part: str, name: str) -> Path:
    """Return the student's file of one exercise."""
    return exercises() / part / f"{name}.py"
