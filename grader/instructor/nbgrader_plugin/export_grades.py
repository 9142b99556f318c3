"""`nbgrader export`: grades.csv with the state of each submission, and no number where there is no score."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student
from nbgrader.plugins import ExportPlugin

from grader.instructor.nbgrader_plugin.gradebook_state import state_of
from grader.safe_text import in_cell

FIELDS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
    "state",
)
"""nbgrader's own columns, and the state."""


class GradesCsv(ExportPlugin):
    """A row for each student and assignment; `state` is graded, needs manual grading, not graded or not submitted."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the file named by --to, or grades.csv."""
        path = Path(self.to or "grades.csv")
        with path.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, FIELDS)
            table.writeheader()
            for assignment in gradebook.assignments:
                for student in gradebook.students:
                    if self._wanted(assignment, student):
                        missing = self._missing(assignment, student)
                        told = row(gradebook, assignment, student, missing)
                        table.writerow({k: in_cell(v) if isinstance(v, str) else v for k, v in told.items()})
        self.log.info("Wrote %s", path)

    def _wanted(self, assignment: Assignment, student: Student) -> bool:
        chosen = [(self.assignment, assignment.name), (self.student, student.id)]
        return all(not only or name in [str(item) for item in only] for only, name in chosen)

    def _missing(self, assignment: Assignment, student: Student) -> bool:
        """Whether no graded notebook stands in the course: nbgrader takes it away where a grading failed."""
        course = getattr(self.parent, "coursedir", None)
        if course is None:
            return False
        folder = Path(course.format_path(course.autograded_directory, student.id, assignment.name))
        return not all((folder / f"{notebook.name}.ipynb").is_file() for notebook in assignment.notebooks)


def row(gradebook: Gradebook, assignment: Assignment, student: Student, missing: bool) -> dict[str, Any]:
    """Return one row; a submission that is not graded has no score, one that was never made has 0.

    `missing` says that no graded notebook is there: whatever the gradebook says, it is of an older grading.
    """
    told = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
        "max_score": assignment.max_score,
    }
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        nothing = {"raw_score": 0.0, "late_submission_penalty": 0.0, "score": 0.0}
        return told | nothing | {"state": "not submitted"}
    state = state_of(submission)
    if missing and not state.startswith("not graded"):
        state = "not graded: no notebook of this assignment's name was graded; run nbgrader autograde"
    told |= {"timestamp": submission.timestamp, "state": state}
    if state.startswith("not graded"):
        return told
    penalty = submission.late_submission_penalty
    scores = {"raw_score": submission.score, "late_submission_penalty": penalty}
    return told | scores | {"score": max(0.0, submission.score - penalty)}
