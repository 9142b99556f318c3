"""Overlay the released notebook with the texts of a student's solution cells; nothing else of a submission is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_solution

from grader.errors import GraderError
from grader.instructor.notebooks.read_notebook import NotGraded, answers
from grader.instructor.notebooks.source_notebook import CHAPTER, DERIVATION

NOTES = "grader_notes"
"""The key of a cell's metadata by which this pass leaves a note about the cell to `JudgeCells`."""


class OverlaySubmission(NbGraderPreprocessor):
    """Makes cells that were duplicated, deleted, retyped or reordered, or whose flags were edited, harmless."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, Any]:
        """Return the released notebook with the student's answers."""
        released = read_released(resources["grader"].released)
        texts, notes = overlaid_texts(released, nb.cells)
        for grade_id, cell in _solution_cells(released).items():
            cell.source = texts[grade_id]
            if grade_id in notes:
                self.log.warning("%s: %s", resources["nbgrader"]["student"], notes[grade_id])
                cell.metadata[NOTES] = notes[grade_id]
        released.cells = [cell for cell in map(_without_chapter, released.cells) if cell.source]
        return released, resources


def overlaid_texts(released: NotebookNode, cells: list[dict[str, Any]]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the text of each solution cell of the released notebook with the answers in `cells`, and the notes.

    Raises NotGraded where they answer none of its exercises.
    """
    stubs = {grade_id: cell.source for grade_id, cell in _solution_cells(released).items()}
    answered, notes = answers(cells, stubs)
    exercises = [grade_id for grade_id in stubs if grade_id != DERIVATION]  # every notebook has a derivation
    if answered.keys().isdisjoint(exercises):
        raise NotGraded(f"the notebook is of another assignment: it has no cell of {', '.join(exercises)}")
    return stubs | answered, notes


def read_released(path: Path) -> NotebookNode:
    """Return the released notebook. Raises GraderError, with what to do, where there is none."""
    if not path.is_file():
        raise GraderError(f"{path} is missing: run nbgrader generate_assignment {path.stem} first")
    return nbformat.read(path, as_version=4)


def _solution_cells(released: NotebookNode) -> dict[str, NotebookNode]:
    return {cell.metadata.nbgrader.grade_id: cell for cell in released.cells if is_solution(cell)}


def _without_chapter(cell: NotebookNode) -> NotebookNode:
    """Cut a cell of the chapter to its heading: who grades, or reads feedback, has the chapter elsewhere."""
    if cell.id.startswith(CHAPTER):
        first = cell.source.partition("\n")[0]
        cell.source = first if first.startswith("#") else ""
    return cell
