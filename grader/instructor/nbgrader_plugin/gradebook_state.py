"""What the gradebook says of a submission whose grading is under way, or failed: no score, and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook

NOT_GRADED = "Not graded: "
UNDER_WAY = NOT_GRADED + "the grading was not finished; run nbgrader autograde again"


@contextmanager
def withdraw_scores(place: dict[str, Any]) -> Iterator[None]:
    """Take a notebook's scores out of the gradebook while it is graded; where that raises, write down why.

    `place` is nbgrader's own: db_url, student, assignment, notebook. Manual scores and comments stay.
    """
    _withdraw(place, UNDER_WAY)
    try:
        yield
    except Exception as error:
        _withdraw(place, f"{NOT_GRADED}{error}")
        raise


def _withdraw(place: dict[str, Any], reason: str) -> None:
    with Gradebook(place["db_url"]) as gradebook:
        try:
            notebook = gradebook.find_submission_notebook(place["notebook"], place["assignment"], place["student"])
        except MissingEntry:
            return
        notebook.late_submission_penalty = None
        for grade in notebook.grades:
            grade.auto_score, grade.needs_manual_grade = None, True
        for comment in notebook.comments:
            comment.auto_comment = reason
        gradebook.db.commit()


def reason_of(notebook: SubmittedNotebook) -> str:
    """Return why a notebook has no score, or "" where it has one."""
    told = [comment.auto_comment or "" for comment in notebook.comments]
    return next((text.removeprefix(NOT_GRADED) for text in told if text.startswith(NOT_GRADED)), "")


def state_of(submission: SubmittedAssignment) -> str:
    """Return "graded", "needs manual grading", or "not graded: …"."""
    for notebook in submission.notebooks:
        if reason := reason_of(notebook):
            return f"not graded: {reason}"
    return "needs manual grading" if submission.needs_manual_grade else "graded"
