"""Files as learning platforms rename them: whose they are, and of which assignment or exercise."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import registry
from grader.errors import BadInput
from grader.instructor.assignments import Course
from grader.instructor.platforms.students import Students
from grader.instructor.release.release_folder import ReleaseFolder

MAX_BYTES = 16 << 20
"""Of one file: a notebook with pictures may be large."""

MOODLE = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_file_?(?P<file>.*)")
CANVAS = re.compile(r"(?P<name>[^_]+)(?:_LATE)?_(?P<id>\d+)_\d+_(?P<file>.+)", re.IGNORECASE)
OTHER = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_(?P<file>.+)")
"""The first that fits is meant. A file in a folder of Moodle's has its own name."""

COPY = re.compile(r"(?: ?\(\d+\)|-\d+)$")
"""What browsers and platforms put behind the name of a second file."""


@dataclass
class Collected:
    """What became of a download: where files were written, and a sentence for each that was left."""

    written: dict[Path, list[str]] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    kept: dict[Path, Path] = field(default_factory=dict)


def collect(download: Path, into: Path, students: Students, course: Course) -> Collected:
    """Copy every file of a download to STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb, or STUDENT/partNN_topic/NAME.py.

    A file that fits no student or several, or no assignment, and files that claim one place with different texts, are
    left and named. What stood in a place is kept below .grader/kept/. Raises BadInput where there is nothing to read.
    """
    if not download.is_dir():
        raise BadInput(f"{download} is no folder. Unpack the platform's archive, and name the folder.")
    found, claims = Collected(), {}
    for path in sorted(download.rglob("*")):
        shown = str(path.relative_to(download))
        if path.is_dir() and not path.is_symlink():
            continue
        place = _place(path, shown, students, course)
        if isinstance(place, str):
            found.left[shown] = place
        else:
            claims.setdefault(place, {})[shown] = path.read_bytes()
    folder = ReleaseFolder(into)
    for place, files in claims.items():
        if len({*files.values()}) > 1:
            found.left |= dict.fromkeys(files, f"{len(files)} different files claim {place}: leave the one that counts")
            continue
        folder.write(str(place), next(iter(files.values())))
        found.written[place] = [*files]
    found.kept = folder.kept
    return found


def _place(path: Path, shown: str, students: Students, course: Course) -> Path | str:
    """Return where a file belongs below the submissions, or why that cannot be said."""
    if path.is_symlink() or not path.is_file():
        return "is no regular file"
    if path.stat().st_size > MAX_BYTES:
        return f"has more than {MAX_BYTES >> 20} MiB"
    named = _renamed(path, shown)
    if named is None:
        return "does not name a student as Canvas or Moodle does"
    whose, file = named
    who = students.match([whose["id"]], whose["name"])
    return who.trouble if who.trouble else _of_assignment(who.student, Path(file), course)


def _renamed(path: Path, shown: str) -> tuple[dict[str, str], str] | None:
    """Return what a path says of its student, and the name under which the file was handed in."""
    for folder in Path(shown).parent.parts:
        if fits := MOODLE.fullmatch(folder):
            return fits.groupdict(), path.name
    for pattern in (MOODLE, CANVAS, OTHER):
        if fits := pattern.fullmatch(path.name):
            return fits.groupdict(), fits["file"]
    return None


def _of_assignment(student: str, file: Path, course: Course) -> Path | str:
    stem = file.stem
    for name in (stem, COPY.sub("", stem)):
        if file.suffix == ".py" and name in registry.all_names():
            return Path(student, registry.part_of(name), f"{name}.py")
        fits = [each.name for each in course.assignments if each.name == name] or [
            each.name for each in course.assignments if each.name.startswith(f"{name}_")
        ]
        if file.suffix == ".ipynb" and len(fits) == 1:
            return Path(student, fits[0], f"{fits[0]}.ipynb")
        if file.suffix == ".ipynb" and fits:
            return f"fits the assignments {' and '.join(fits)}"
    return f"{file.name} is no notebook of an assignment, and no exercise's file"
