"""Where things stand on disk: the student's workspace, and the course's own solutions and chapters."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from grader.errors import BadInput

COURSE = Path(__file__).resolve().parent.parent
_BUNDLED = COURSE / "grader" / "bundled"
_HOUSE = _BUNDLED if _BUNDLED.is_dir() else COURSE
"""An installed wheel carries what a clone has beside `grader/`; see setup.py."""

SOLUTIONS = _HOUSE / "solutions"
CHAPTERS = _HOUSE / "exercises"
"""The chapters and their figures; in a clone, the stubs stand among them."""

STUBS = COURSE / "stubs"
"""The stubs of a student's kit, which has no solutions to cut them from."""

MARKER = "gpt2-by-hand.toml"
"""The file that `grader init` leaves at the root of a workspace."""

ENVIRONMENT = "GPT2_BY_HAND"
"""Names the workspace where a command is run from elsewhere."""


@cache
def workspace() -> Path:
    """Return the workspace: the one that GPT2_BY_HAND names, else the nearest at or above here, else the clone.

    Raises BadInput where there is none.
    """
    if named := os.environ.get(ENVIRONMENT):
        folder = Path(named).expanduser().absolute()
        if not _is_workspace(folder):
            raise BadInput(f"{ENVIRONMENT} names {folder}, which has no exercises/. `grader init {named}` makes them.")
        return folder
    here = Path.cwd()
    if found := next((folder for folder in (here, *here.parents) if _is_workspace(folder)), None):
        return found
    if _is_workspace(COURSE):
        return COURSE
    raise BadInput(f"No workspace at {here} or above it. `grader init DIR` makes one; then work in DIR.")


def _is_workspace(folder: Path) -> bool:
    return (folder / "exercises").is_dir() or (folder / MARKER).is_file()


def solutions(wanted: str) -> Path:
    """Return the folder of the solutions. Raises BadInput, after the words for what they are wanted, where none are."""
    if not SOLUTIONS.is_dir():
        raise BadInput(f"{wanted}, and this copy of the course has no solutions/.")
    return SOLUTIONS


def exercises() -> Path:
    """Return the folder in which the student works."""
    return workspace() / "exercises"


def exercise_file(part: str, name: str) -> Path:
    """Return the student's file of one exercise."""
    return exercises() / part / f"{name}.py"
