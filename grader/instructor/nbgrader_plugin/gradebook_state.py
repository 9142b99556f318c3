"""The state of a submission in nbgrader's gradebook; "not graded" while its grading runs, and after it failed.

nbgrader has no field for why a submission is not graded: the automatic comment of each cell holds it, after a marker.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook

NOT_GRADED_MARKER = "Not graded: "
"""Begins the automatic comments that hold a reason. It stays in nbgrader's database: never change it."""

UNFINISHED = "the grading was not finished; run nbgrader autograde again"


class SubmissionState(StrEnum):
    """The state of a submission; the values are those of grades.csv."""

    GRADED = "graded"
    NEEDS_MANUAL_GRADING = "needs manual grading"
    NOT_GRADED = "not graded"
    NOT_SUBMITTED = "not submitted"


@dataclass(frozen=True)
class SubmissionStatus:
    """A submission's state, and the reason where it is not graded."""

    state: SubmissionState
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.state}: {self.reason}" if self.state == SubmissionState.NOT_GRADED else str(self.state)


@contextmanager
def withdraw_scores(names: dict[str, Any]) -> Iterator[None]:
    """Take a notebook's scores out of the gradebook while it is graded; if that raises, they stay out, with the reason.

    `names` is nbgrader's own: db_url, student, assignment, notebook. Manual scores and comments stay.
    """
    _withdraw(names, UNFINISHED)
    try:
        yield
    except Exception as error:
        _withdraw(names, str(error))
        raise


def status_of(submission: SubmittedAssignment) -> SubmissionStatus:
    """Return the status of a submission; one notebook that is not graded leaves the whole not graded."""
    for notebook in submission.notebooks:
        reason = _reason_of(notebook)
        if reason is not None:
            return SubmissionStatus(SubmissionState.NOT_GRADED, reason)
    manual = submission.needs_manual_grade
    return SubmissionStatus(SubmissionState.NEEDS_MANUAL_GRADING if manual else SubmissionState.GRADED)


def score_line(names: dict[str, Any]) -> str:
    """Return a submission's score in words, with its lateness and what waits for a person."""
    with Gradebook(names["db_url"]) as gradebook:
        submission = gradebook.find_submission(names["assignment"], names["student"])
        late = datetime.timedelta(seconds=round(submission.total_seconds_late))
        words = [f"{submission.score:g} of {submission.max_score:g} points"]
        words += [f"late by {late}, less {submission.late_submission_penalty:g}"] if late else []
        words += ["a person has to decide the rest"] if submission.needs_manual_grade else []
        return ", ".join(words)


def _withdraw(names: dict[str, Any], reason: str) -> None:
    with Gradebook(names["db_url"]) as gradebook:
        try:
            notebook = gradebook.find_submission_notebook(names["notebook"], names["assignment"], names["student"])
        except MissingEntry:
            return
        notebook.late_submission_penalty = None
        for grade in notebook.grades:
            grade.auto_score, grade.needs_manual_grade = None, True
        for comment in notebook.comments:
            comment.auto_comment = f"{NOT_GRADED_MARKER}{reason}"
        gradebook.db.commit()


def _reason_of(notebook: SubmittedNotebook) -> str | None:
    """Return why a notebook has no score, or None where it has one."""
    comments = [comment.auto_comment or "" for comment in notebook.comments]
    reasons = [text.removeprefix(NOT_GRADED_MARKER) for text in comments if text.startswith(NOT_GRADED_MARKER)]
    return reasons[0] if reasons else None
