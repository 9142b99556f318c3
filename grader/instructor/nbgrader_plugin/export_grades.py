"""`nbgrader export`: grades.csv with the state of each submission, and no number where there is no score."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student
from nbgrader.plugins import ExportPlugin

from grader.instructor.nbgrader_plugin.gradebook_state import SubmissionState, SubmissionStatus, status_of
from grader.instructor.nbgrader_plugin.graded_file import remarks
from grader.safe_text import escape_cell

COLUMNS = (
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

NO_GRADED_NOTEBOOK = SubmissionStatus(
    SubmissionState.NOT_GRADED, "no notebook of this assignment's name was graded; run nbgrader autograde"
)


class GradesCsv(ExportPlugin):
    """A row for each student and assignment; `state` is graded, needs manual grading, not graded or not submitted."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the file named by --to, or grades.csv."""
        path = Path(self.to or "grades.csv")
        with path.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, COLUMNS)
            table.writeheader()
            for assignment in gradebook.assignments:
                for student in gradebook.students:
                    if self._is_selected(assignment, student):
                        has_notebooks = self._has_graded_notebooks(assignment, student)
                        cells = row(gradebook, assignment, student, has_notebooks)
                        cells["state"] = "; ".join([cells["state"], *self._remarks(assignment, student)])
                        table.writerow({k: escape_cell(v) if isinstance(v, str) else v for k, v in cells.items()})
        self.log.info("Wrote %s", path)

    def _is_selected(self, assignment: Assignment, student: Student) -> bool:
        """Whether the options --assignment and --student leave this row in."""
        selections = [(self.assignment, assignment.name), (self.student, student.id)]
        return all(not selected or name in [str(item) for item in selected] for selected, name in selections)

    def _remarks(self, assignment: Assignment, student: Student) -> Iterator[str]:
        """Yield what a graded submission's files tell beside its scores; it is logged as well."""
        course = getattr(self.parent, "coursedir", None)
        for notebook in assignment.notebooks if course else ():
            places = (course.autograded_directory, course.submitted_directory)
            graded, submitted = (
                Path(course.format_path(place, student.id, assignment.name)) / f"{notebook.name}.ipynb"
                for place in places
            )
            for remark in remarks(graded, submitted, assignment.name, student.id):
                self.log.warning("%s, %s: %s", student.id, assignment.name, remark)
                yield remark

    def _has_graded_notebooks(self, assignment: Assignment, student: Student) -> bool:
        """Whether the course has every graded notebook: nbgrader takes it away where a grading failed."""
        course = getattr(self.parent, "coursedir", None)
        if course is None:
            return True
        folder = Path(course.format_path(course.autograded_directory, student.id, assignment.name))
        return all((folder / f"{notebook.name}.ipynb").is_file() for notebook in assignment.notebooks)


def row(gradebook: Gradebook, assignment: Assignment, student: Student, has_notebooks: bool) -> dict[str, Any]:
    """Return one row; a submission that is not graded has no score, one that was never made has 0.

    Without the graded notebooks (`has_notebooks`), what the gradebook says is of an older grading.
    """
    cells = {
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
        zeros = {"raw_score": 0.0, "late_submission_penalty": 0.0, "score": 0.0}
        return cells | zeros | {"state": str(SubmissionState.NOT_SUBMITTED)}
    status = status_of(submission)
    if not has_notebooks and status.state != SubmissionState.NOT_GRADED:
        status = NO_GRADED_NOTEBOOK
    cells |= {"timestamp": submission.timestamp, "state": str(status)}
    if status.state == SubmissionState.NOT_GRADED:
        return cells
    penalty = submission.late_submission_penalty
    scores = {"raw_score": submission.score, "late_submission_penalty": penalty}
    return cells | scores | {"score": max(0.0, submission.score - penalty)}
