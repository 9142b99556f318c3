"""Who is meant by a platform's ids and names, by a CSV of the class as `nbgrader db student import` reads it."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.errors import BadInput
from grader.files import read_text

STUDENT = ("id", "student")
"""The columns that may name a student as the course does; nbgrader's is `id`."""

NAMES = ("first_name", "last_name", "name", "full_name")
"""The columns of names; every other column holds ids of one person alone: `lms_user_id`, `email`, a login."""


@dataclass(frozen=True)
class Match:
    """Whom the clues fit: a student, or "" with a sentence that says why nobody can be named."""

    student: str
    trouble: str = ""


class Students:
    """The students of a class, and what platforms call them."""

    def __init__(self, rows: Iterable[dict[str, str]], source: str) -> None:
        self.ids: dict[str, set[str]] = defaultdict(set)
        self.names: dict[str, set[str]] = defaultdict(set)
        self.all: list[str] = []
        for row in rows:
            student = next((row[column].strip() for column in STUDENT if (row.get(column) or "").strip()), "")
            if not student or student in self.all or student in (".", "..") or {"/", "\\", "\0"} & {*student}:
                raise BadInput(f"{source}: {student!r} is no student's id, or stands there twice. Mend that line.")
            self.all.append(student)
            self._add(student, row)

    def _add(self, student: str, row: dict[str, str]) -> None:
        for column, value in row.items():
            if column and column not in NAMES and isinstance(value, str) and value.strip():
                self.ids[key(value)].add(student)
        first, last = (row.get(column) or "" for column in NAMES[:2])
        whole = [first + last, last + first] if first and last else [first + last]
        for name in (*whole, *(row.get(column) or "" for column in NAMES[2:])):
            if key(name):
                self.names[key(name)].add(student)

    def match(self, ids: Iterable[str], name: str) -> Match:
        """Return the one student whom ids and name fit. An id counts more than a name; where they differ, nobody is."""
        by_id = set().union(*(self.ids.get(key(each), ()) for each in ids if key(each)))
        by_name = self.names.get(key(name), set()) | self.ids.get(key(name), set())
        if by_id and by_name and not by_id & by_name:
            return Match("", f"its id is {_all(by_id)}'s, its name {_all(by_name)}'s")
        found = (by_id & by_name) or by_id or by_name
        if len(found) == 1:
            return Match(next(iter(found)))
        return Match("", f"fits {_all(found)}" if found else "fits no student")


def key(text: str) -> str:
    """Return a name or id as it is compared: without case, accents, blanks and signs."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def read_students(path: Path) -> Students:
    """Read the class's CSV: a column `id` or `student`, names, and ids of platforms. Raises BadInput."""
    rows = list(csv.DictReader(io.StringIO(read_text(path))))
    if not rows or not {*STUDENT} & {*rows[0]}:
        raise BadInput(f"{path} has no column `id`, or no line below it: id,first_name,last_name,email,lms_user_id.")
    return Students(rows, str(path))


def _all(students: set[str]) -> str:
    return " and ".join(sorted(students))
