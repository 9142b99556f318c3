"""Cut solution cells as the course cuts its stubs; takes the place of nbgrader's ClearSolutions."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.course import registry
from grader.course.stubs import cut_solution
from grader.instructor.notebooks.source_notebook import ANSWER, DERIVATION, as_source, as_text


class CutSolutions(NbGraderPreprocessor):
    """Puts each exercise's stub in the place of its solution, and nbgrader's words in that of the derivation."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Cut one cell, if it is a solution's."""
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if grade_id in registry.all_names():
            cell.source = as_source(grade_id, cut_solution(as_text(cell.source), grade_id))
        elif grade_id == DERIVATION:
            cell.source = ANSWER
        return cell, resources
