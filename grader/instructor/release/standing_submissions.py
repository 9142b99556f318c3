"""What a notebook that is made anew would change for students who have handed in the one before.

What was released last is the one before; where nothing was, the source notebook that stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.course import registry
from grader.files import remembered
from grader.instructor.notebooks.source_notebook import MARKS
from grader.instructor.release_record import KEPT, release_record


@dataclass(frozen=True)
class Clash:
    """An assignment with submissions whose cells would be others: nbgrader could no longer grade them.

    `version` is that of the course that released it, "" where nobody noted it.
    """

    assignment: str
    students: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    version: str = ""

    @property
    def absent(self) -> tuple[str, ...]:
        """The exercises among the removed cells that this version of the course does not have at all."""
        names = [grade_id.removesuffix(MARKS) for grade_id in self.removed if grade_id.endswith(MARKS)]
        return tuple(name for name in names if name not in registry.all_names())


def clash(course: Path, assignment: str, notebook: Mapping[str, Any]) -> Clash | None:
    """Return what another source notebook of an assignment would change, None where nobody minds.

    Only cells that nbgrader knows by a grade_id count: their text may change at any time.
    """
    places = (KEPT / assignment, Path("source") / assignment)
    before = next(filter(None, (remembered(course / place / f"{assignment}.ipynb") for place in places)), {})
    students = sorted(path.parent.name for path in course.glob(f"submitted/*/{assignment}") if path.is_dir())
    had, has = _grade_ids(before), _grade_ids(notebook)
    if not before or not students or had.keys() == has.keys():
        return None
    added, removed = (tuple(name for name in a if name not in b) for a, b in ((has, had), (had, has)))
    return Clash(assignment, tuple(students), added, removed, release_record(course, assignment).version)


def _grade_ids(notebook: Mapping[str, Any]) -> dict[str, None]:
    cells = notebook.get("cells")
    found = {}
    for cell in cells if isinstance(cells, list) else []:
        metadata = cell.get("metadata") if isinstance(cell, dict) else None
        nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        if isinstance(nbgrader, dict) and isinstance(nbgrader.get("grade_id"), str):
            found[nbgrader["grade_id"]] = None
    return found
