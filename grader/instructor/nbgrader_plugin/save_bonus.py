"""Write what bonus exercises earn into the gradebook, as nbgrader's extra credit; after SaveAutoGrades."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

EARNED = "grader_bonus_earned"
"""The key in a cell's metadata by which `JudgeCells` leaves what a bonus exercise earned."""


class SaveBonus(NbGraderPreprocessor):
    """Sets the extra credit of each bonus exercise; that of other cells, which a person gave, stays."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, Any]:
        """Save the bonus of a notebook's cells."""
        names = resources["nbgrader"]
        earned = {c.metadata.nbgrader.grade_id: c.metadata.pop(EARNED) for c in nb.cells if EARNED in c.metadata}
        if earned:
            with Gradebook(names["db_url"]) as gradebook:
                for grade_id, points in earned.items():
                    grade = gradebook.find_grade(grade_id, names["notebook"], names["assignment"], names["student"])
                    grade.extra_credit = points
                gradebook.db.commit()
        return nb, resources
