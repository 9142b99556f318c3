"""Write into the gradebook what bonus exercises earn: nbgrader's extra credit, which SaveAutoGrades has no word for."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.instructor.nbgrader_plugin.cell_outputs import EARNED


class SaveExtraCredit(NbGraderPreprocessor):
    """Stands after SaveAutoGrades. The extra credit of other cells, which a person gave, stays."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, Any]:
        """Save the extra credit of a notebook's bonus exercises."""
        names, earned = resources["nbgrader"], [cell for cell in nb.cells if EARNED in cell.metadata]
        if earned:
            with Gradebook(names["db_url"]) as gradebook:
                for cell in earned:
                    grade_id = cell.metadata.nbgrader.grade_id
                    grade = gradebook.find_grade(grade_id, names["notebook"], names["assignment"], names["student"])
                    grade.extra_credit = cell.metadata[EARNED]
                gradebook.db.commit()
        return nb, resources
