"""CSV: a row for each student, and a row for each student's exercise."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from grader.course import registry
from grader.instructor.results import WORDS, ExerciseResult, StudentResult
from grader.safe_text import in_cell

BY_EXERCISE = ("student", "part", "exercise", "points", "max_points", "state", "mistake", "told")


def head(names: Sequence[str]) -> str:
    """Return the first row of grades.csv."""
    return _rows([["student", "state", "total", "max_total", "errors", *names]])


def row(result: StudentResult) -> str:
    """Return a student's row of grades.csv. What the grader has not decided is empty, never 0."""
    total = _number(result.total)
    points = [_number(None if result.trouble else item.points) for item in result.items]
    errors = in_cell("; ".join(result.errors))
    return _rows([[in_cell(result.student), result.state, total, _number(result.most), errors, *points]])


def head_by_exercise() -> str:
    """Return the first row of by_exercise.csv."""
    return _rows([BY_EXERCISE])


def rows_by_exercise(result: StudentResult) -> str:
    """Return a student's rows of by_exercise.csv: an error of the grader is a row of its own, without points."""
    if result.trouble:
        return _rows([[in_cell(result.student), "", "", "", "", "unreadable", "", in_cell(result.trouble)]])
    return _rows(_row(result, item) for item in result.items)


def _row(result: StudentResult, item: ExerciseResult) -> list[str]:
    points = [_number(item.points), _number(item.most)]
    lines = in_cell(" ".join(item.lines[:2]))
    who = [in_cell(result.student), registry.part_of(item.name), item.name]
    return [*who, *points, WORDS[item.state], item.mistake, lines]


def _number(x: float | None) -> str:
    return "" if x is None else f"{x:g}"


def _rows(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
