"""Cut solution cells: an exercise's as the course cuts its stubs, the instructor's own as nbgrader does."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearSolutions

from grader.course import registry
from grader.course.stubs import cut_solution
from grader.instructor.notebooks.source_notebook import as_source, as_text


class CutSolutions(ClearSolutions):
    """Replaces each exercise's solution by its stub; the rest is nbgrader's own ClearSolutions."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Cut one cell, if it is a solution cell."""
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if grade_id not in registry.all_names():
            return super().preprocess_cell(cell, resources, cell_index)
        cell.source = as_source(grade_id, cut_solution(as_text(cell.source), grade_id))
        return cell, resources
