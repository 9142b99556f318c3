"""`grader collect`: files as a learning platform renamed them, put where they are graded."""

from __future__ import annotations

from pathlib import Path

from grader.cli.terminal import relative_path, say
from grader.errors import ExitCode
from grader.instructor.assignments import all_parts
from grader.instructor.platforms.renamed_files import collect
from grader.instructor.platforms.students import read_students
from grader.instructor.read_assignments import FILE as ASSIGNMENTS
from grader.instructor.read_assignments import read_course


def collect_(download: Path, *, students: Path, into: Path = Path("submitted"), course: Path = Path()) -> int:
    """Put the files of DOWNLOAD, an unpacked archive of Canvas or Moodle, into a folder for each student.

    A file that fits no student or several, or no assignment, is named and left; nothing is guessed. Exit code 1: some
    were left.

    Parameters
    ----------
    download
        The folder that the platform's archive was unpacked into.
    students
        A CSV of the class, as `nbgrader db student import` reads it: id,first_name,last_name,email,lms_user_id. Any
        other column holds further ids of a student.
    into
        The folder of submissions: submitted in a course of nbgrader.
    course
        The folder that has assignments.toml, where there is one; this one where nothing is said.
    """
    chosen = read_course(course) if (course / ASSIGNMENTS).is_file() else all_parts()
    found = collect(download, into, read_students(students), chosen)
    say(f"{len(found.written)} files put into {relative_path(into)}.")
    for path, kept in found.kept.items():
        say(f"  {relative_path(path)}: what stood there is kept in {relative_path(kept)}")
    for name, trouble in found.left.items():
        say(f"  {name} was left: {trouble}.", "yellow")
    return ExitCode.NOT_PASSED if found.left else ExitCode.PASSED
