"""Overlay the released notebook with the texts of a student's solution cells; nothing else of a submission is kept."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade

from grader.instructor.nbgrader_plugin.graded_file import NOT_FOUND_TEXT
from grader.instructor.nbgrader_plugin.notebook_grading import (
    missing_answers,
    overlaid_texts,
    read_released,
    solution_cells,
)
from grader.instructor.nbgrader_plugin.quiet_log import tell
from grader.instructor.notebooks.source_notebook import CHAPTER


class OverlaySubmission(NbGraderPreprocessor):
    """Makes cells that were duplicated, deleted, retyped or reordered, or whose flags were edited, harmless."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, Any]:
        """Return the released notebook with the student's answers."""
        released = read_released(resources["grader"].released)
        texts, notes = overlaid_texts(released, nb.cells)
        missing = missing_answers(released, nb.cells)
        for grade_id, cell in solution_cells(released).items():
            cell.source = texts[grade_id]
            if grade_id in missing and is_grade(cell):  # a person decides: nbgrader gives 0 to what is as released
                cell.source = NOT_FOUND_TEXT.format(grade_id)
            if grade_id in missing:
                tell(self.log, resources["nbgrader"], f"not found: {grade_id}")
            elif grade_id in notes:
                self.log.debug("%s: %s", resources["nbgrader"]["student"], notes[grade_id])
        released.cells = [cell for cell in map(_without_chapter, released.cells) if cell is not None]
        return released, resources


def _without_chapter(cell: NotebookNode) -> NotebookNode | None:
    """Cut a cell of the chapter to its heading: who grades, or reads feedback, has the chapter elsewhere."""
    if not cell.id.startswith(CHAPTER) or "nbgrader" in cell.metadata:
        return cell
    cell.source = cell.source.partition("\n")[0]
    return cell if cell.source.startswith("#") else None
