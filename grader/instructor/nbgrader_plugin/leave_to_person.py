"""Leave to a person what nothing else can decide: an answer that was not found, or that this version cannot judge."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.instructor.nbgrader_plugin.cell_outputs import FOR_A_PERSON


class LeaveToPerson(NbGraderPreprocessor):
    """Stands after SaveAutoGrades, and takes the score of each such cell. What a person gave before stays."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, Any]:
        """Have each marked cell wait for a person, with no score, which is no 0."""
        names, marked = resources["nbgrader"], [cell for cell in nb.cells if cell.metadata.pop(FOR_A_PERSON, False)]
        if marked:
            with Gradebook(names["db_url"]) as gradebook:
                for cell in marked:
                    grade_id = cell.metadata.nbgrader.grade_id
                    grade = gradebook.find_grade(grade_id, names["notebook"], names["assignment"], names["student"])
                    grade.auto_score, grade.needs_manual_grade = None, True
                gradebook.db.commit()
        return nb, resources
