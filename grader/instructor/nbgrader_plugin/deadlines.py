"""Deadlines and late rules of `assignments.toml`, for nbgrader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.instructor.read_assignments import read_course


class SetDueDate(NbGraderPreprocessor):
    """Sets an assignment's due date in the gradebook, when the assignment is generated."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is."""
        names = resources["nbgrader"]
        assignment = read_course(Path(self.parent.parent.coursedir.root), grading=True).assignment(names["assignment"])
        if assignment and assignment.due:
            with Gradebook(names["db_url"]) as gradebook:
                due = assignment.due.replace(tzinfo=None)  # nbgrader's database is in UTC
                gradebook.update_or_create_assignment(names["assignment"], duedate=due)
        return nb, resources


class LatePenalty(LateSubmissionPlugin):
    """Takes off what the assignment's late rule says; without one, what `penalty_method` in the configuration says."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Return the points that are taken off, or None."""
        preprocessor = self.parent
        course = read_course(Path(preprocessor.parent.parent.coursedir.root), grading=True)
        assignment = course.assignment(preprocessor.assignment_id)
        if assignment is None or assignment.late is None:
            return super().late_submission_penalty(student_id, score, total_seconds_late)
        return assignment.late.penalty(score, total_seconds_late)
