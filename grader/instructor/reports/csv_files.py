"""CSV: a row for each student, and a row for each student's exercise."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from grader.course import registry
from grader.instructor.results import ExerciseResult, StudentResult, StudentState
from grader.safe_text import escape_cell

EXERCISE_COLUMNS = ("student", "part", "exercise", "points", "max_points", "state", "mistake", "told")
"""`told` has the first two lines of the feedback."""


def header(names: Sequence[str]) -> str:
    """Return the first row of grades.csv."""
    return _as_csv([["student", "state", "total", "max_total", "late_penalty", "errors", *names]])


def row(result: StudentResult) -> str:
    """Return a student's row of grades.csv. What the grader has not decided is empty, never 0."""
    points = [_number(None if result.unreadable else exercise.points) for exercise in result.exercises]
    errors = escape_cell("; ".join(result.errors))
    totals = [_number(result.total), _number(result.max_total), _number(result.late_penalty)]
    return _as_csv([[escape_cell(result.student), result.state, *totals, errors, *points]])


def exercise_header() -> str:
    """Return the first row of by_exercise.csv."""
    return _as_csv([EXERCISE_COLUMNS])


def exercise_rows(result: StudentResult) -> str:
    """Return a student's rows of by_exercise.csv: a grader error is a row of its own, without points."""
    if result.unreadable:
        state = StudentState.UNREADABLE
        return _as_csv([[escape_cell(result.student), "", "", "", "", state, "", escape_cell(result.unreadable)]])
    return _as_csv(_exercise_row(result.student, exercise) for exercise in result.exercises)


def _exercise_row(student: str, exercise: ExerciseResult) -> list[str]:
    points = [_number(exercise.points), _number(exercise.max_points)]
    feedback = escape_cell(" ".join(exercise.lines[:2]))
    identity = [escape_cell(student), registry.part_of(exercise.name), exercise.name]
    return [*identity, *points, exercise.state.label, exercise.mistake, feedback]


def _number(x: float | None) -> str:
    return "" if x is None else f"{x:g}"


def _as_csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
