"""Write into the gradebook what SaveAutoGrades has no word for; it stands after that in every course's configuration.

What bonus exercises earn is nbgrader's extra credit. An answer that was not found has no score, and waits for a person.
"""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

EARNED = "grader_bonus_earned"
"""The key in a cell's metadata by which `JudgeCells` leaves what a bonus exercise earned."""

NOT_FOUND = "grader_not_found"
"""The key in a cell's metadata by which `JudgeCells` marks points that nobody could decide, as the answer is lost."""


class SaveBonus(NbGraderPreprocessor):
    """Sets the extra credit of each bonus exercise, and takes the score of each that was not found.

    The extra credit of other cells, which a person gave, stays, and so do manual scores.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, Any]:
        """Save the bonus of a notebook's cells, and leave those that were not found to a person."""
        names = resources["nbgrader"]
        marked = [cell for cell in nb.cells if {EARNED, NOT_FOUND} & cell.metadata.keys()]
        if not marked:
            return nb, resources
        with Gradebook(names["db_url"]) as gradebook:
            for cell in marked:
                grade_id = cell.metadata.nbgrader.grade_id
                grade = gradebook.find_grade(grade_id, names["notebook"], names["assignment"], names["student"])
                if cell.metadata.pop(NOT_FOUND, False):
                    grade.auto_score, grade.needs_manual_grade = None, True
                if (earned := cell.metadata.pop(EARNED, None)) is not None:
                    grade.extra_credit = earned
            gradebook.db.commit()
        return nb, resources
