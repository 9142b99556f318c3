"""Cut solution cells as the course cuts its stubs; replaces nbgrader's ClearSolutions."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.course import registry
from grader.course.stubs import cut_solution
from grader.instructor.notebooks.source_notebook import DERIVATION, PLACEHOLDER, as_source, as_text


class CutSolutions(NbGraderPreprocessor):
    """Replaces each solution by its exercise's stub, and the derivation by nbgrader's placeholder."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Cut one cell, if it is a solution cell."""
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if grade_id in registry.all_names():
            cell.source = as_source(grade_id, cut_solution(as_text(cell.source), grade_id))
        elif grade_id == DERIVATION:
            cell.source = PLACEHOLDER
        return cell, resources
