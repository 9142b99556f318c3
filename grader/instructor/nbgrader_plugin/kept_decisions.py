"""Decisions of another version of the course: they stay, where this one cannot decide the same answer again.

nbgrader takes a graded notebook away before it grades anew. One with cells that this version cannot judge is copied.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import is_solution

from grader.instructor.nbgrader_plugin.graded_file import graded_file
from grader.instructor.nbgrader_plugin.notebook_grading import NotebookGrading, read_released
from grader.instructor.nbgrader_plugin.notebook_pieces import GradingPaths
from grader.instructor.nbgrader_plugin.stale_scores import submissions_of
from grader.instructor.nbgrader_plugin.undecided import undecided
from grader.instructor.notebooks.source_notebook import MARKS

KEPT = Path(".grader") / "graded"
"""Below the course's folder: STUDENT/ASSIGNMENT/ with graded notebooks of which this version cannot decide all."""


def keep_decisions(converter: Any) -> None:
    """Copy the graded notebooks that hold such decisions, before nbgrader's converter takes them away."""
    course, lacking = converter.coursedir, {}
    for _, assignment, student in submissions_of(converter):
        for path in Path(course.format_path(course.autograded_directory, student, assignment)).glob("*.ipynb"):
            names = {"student": student, "assignment": assignment, "notebook": path.stem}
            paths = GradingPaths.of(course, names)
            if paths.released not in lacking:
                lacking[paths.released] = paths.released.is_file() and bool(
                    undecided(read_released(paths.released), {})
                )
            graded = graded_file(path)
            if lacking[paths.released] and graded and not graded.get("undecided"):
                kept = _kept(paths.root, names)
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, kept)


def decided_before(
    root: Path, names: Mapping[str, str], grade_id: str, grading: NotebookGrading
) -> NotebookNode | None:
    """Return a cell with points as another version decided it, None where that was of another answer or never was."""
    path = _kept(root, names)
    if not path.is_file():
        return None
    cells = {
        c.metadata.nbgrader.grade_id: c for c in nbformat.read(path, as_version=4).cells if "nbgrader" in c.metadata
    }
    answered = {name: cell.source for name, cell in cells.items() if is_solution(cell)}
    exercise = grade_id.removesuffix(MARKS)
    compared = [exercise] if exercise in answered else [*answered]  # a test of one's own may rest on all of them
    same = all(grading.answers.get(name) == answered[name] for name in compared)
    return cells.get(grade_id) if same else None


def _kept(root: Path, names: Mapping[str, str]) -> Path:
    return root / KEPT / names["student"] / names["assignment"] / f"{names['notebook']}.ipynb"
