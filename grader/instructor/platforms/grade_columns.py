"""Grades in the file that Canvas or Moodle exported: its header, rows and dialect, and one column filled."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import BadInput
from grader.files import read_text
from grader.instructor.platforms.students import Students
from grader.instructor.results import StudentState

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
"""Canvas's columns that say who is meant; an import has to have the first two and the last."""

MOODLE_WORKSHEET = ("Identifier", "Grade")
MOODLE_IDS = ("Identifier", "ID number", "Username", "Email address")
POINTS_POSSIBLE = "Points Possible"
GRADED = {"graded", StudentState.GRADED.value}
CANVAS_NUMBER = re.compile(r" \(\d+\)$")
"""Canvas's own number of an assignment, behind its title."""


@dataclass
class Filled:
    """The platform's file with a column filled, how many grades it has, and what a person has to look at."""

    content: bytes
    count: int = 0
    unknown: list[str] = field(default_factory=list)
    without_row: list[str] = field(default_factory=list)


def read_grades(path: Path, assignment: str | None) -> dict[str, str]:
    """Return the score of each graded student, of `grader grade`'s CSV or of `nbgrader export`'s. Raises BadInput.

    Who is not graded has no entry, which is not 0. nbgrader's file has all assignments: name one of them.
    """
    rows = list(csv.DictReader(io.StringIO(read_text(path))))
    columns = {*rows[0]} if rows else set()
    if {"student", "total", "state"} <= columns:
        return {row["student"]: row["total"] for row in rows if row["state"] in GRADED and row["total"]}
    if not {"student_id", "score", "assignment", "state"} <= columns:
        raise BadInput(f"{path} is neither a grades.csv of `grader grade` nor one of `nbgrader export`.")
    names = sorted({row["assignment"] for row in rows})
    if assignment not in names:
        raise BadInput(f"Say which assignment: --assignment, one of {', '.join(names)}.")
    graded = (row for row in rows if row["assignment"] == assignment and row["state"] in GRADED)
    return {row["student_id"]: row["score"] for row in graded if row["score"]}


def fill(export: Path, grades: Mapping[str, str], students: Students, column: str | None) -> Filled:
    """Return the platform's export with the grades in it. Raises BadInput for a file of another kind."""
    text = read_text(export)
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=first.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    header = [title.strip() for title in rows[0]] if rows else []
    canvas = {"Student", "ID", "Section"} <= {*header}
    if not canvas and not {"Full name", "First name", *MOODLE_IDS} & {*header}:
        raise BadInput(f"{export} is no gradebook that Canvas exported, and no grading worksheet of Moodle.")
    place = _column(rows, header, column, canvas=canvas)
    filled, given, claimed = Filled(b""), set(), {}
    for row in (row for row in rows[1:] if any(cell.strip() for cell in row)):
        row.extend([""] * (len(rows[0]) - len(row)))
        cells = dict(zip(header, row, strict=False))
        if canvas and (not cells["ID"].strip() or cells["Student"].strip() in (POINTS_POSSIBLE, "Student, Test")):
            continue
        ids, name = _clues(cells, canvas=canvas)
        who = students.match(ids, name)
        if who.student in claimed:
            filled.unknown.append(f"{name}: {who.student} has a row already")
            continue
        if who.trouble:
            filled.unknown.append(f"{name}: {who.trouble}")
            continue
        claimed[who.student] = row
        if who.student in grades:
            row[place] = grades[who.student]
            given.add(who.student)
    filled.count, filled.without_row = len(given), sorted(grades.keys() - given)
    kept = [n for n, title in enumerate(header) if title in CANVAS or n == place] if canvas else range(len(header))
    filled.content = _as_exported(export, [[row[n] for n in kept] for row in rows if row], delimiter, text)
    return filled


def _column(rows: list[list[str]], header: list[str], column: str | None, *, canvas: bool) -> int:
    """Return the place of the column to fill. Raises BadInput where it is not there, or there twice."""
    if column is None and {*MOODLE_WORKSHEET} <= {*header}:
        return header.index("Grade")
    if column is None:
        raise BadInput("Say which column to fill: --column, the assignment's title as the file has it.")
    fits = [n for n, title in enumerate(header) if column in (title, CANVAS_NUMBER.sub("", title) if canvas else title)]
    if len(fits) != 1 or header[fits[0]] in (*CANVAS, *MOODLE_IDS, "Full name", "First name"):
        titles = "; ".join(title for title in header if title not in CANVAS)
        raise BadInput(f"{column!r} names {len(fits)} columns that could be filled. The file has: {titles}.")
    return fits[0]


def _clues(cells: Mapping[str, str], *, canvas: bool) -> tuple[list[str], str]:
    """Return the ids that a row has, and the person's name."""
    if canvas:
        return [cells.get(title, "") for title in CANVAS[1:4]], cells["Student"]
    ids = [cells.get(title, "") for title in MOODLE_IDS]
    number = cells.get("Identifier", "").rpartition(" ")[2]  # "Participant 12345", in the site's language
    name = cells.get("Full name") or f"{cells.get('First name', '')} {cells.get('Last name', cells.get('Surname', ''))}"
    return [*ids, number], name.strip()


def _as_exported(export: Path, rows: list[list[str]], delimiter: str, text: str) -> bytes:
    """Return rows in the export's dialect: its mark of byte order, delimiter and ends of line."""
    ends = "\r\n" if "\r\n" in text else "\n"
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=ends).writerows(rows)
    with export.open("rb") as file:
        mark = codecs.BOM_UTF8 if file.read(3) == codecs.BOM_UTF8 else b""
    return mark + out.getvalue().encode()
