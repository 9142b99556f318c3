"""`grader columns`: grades in the file that Canvas or Moodle exported, to import there."""

from __future__ import annotations

from pathlib import Path

from grader.cli.terminal import relative_path, say
from grader.errors import BadInput, ExitCode
from grader.files import put_aside, write_atomically
from grader.instructor.platforms.grade_columns import fill, read_grades
from grader.instructor.platforms.students import read_students


def columns_(
    grades: Path,
    export: Path,
    *,
    students: Path,
    column: str | None = None,
    assignment: str | None = None,
    out: Path = Path("import.csv"),
) -> int:
    """Fill a column of EXPORT, which Canvas or Moodle exported, with the scores of GRADES.

    Who is not graded keeps what stood there. A row that fits no student or several, and a student without a row, are
    named. Exit code 1: there were such.

    Parameters
    ----------
    grades
        The CSV of `grader grade`, or of `nbgrader export`.
    export
        Canvas's gradebook, or Moodle's grading worksheet or gradebook, as the platform exported it.
    students
        A CSV of the class, as for `grader collect`: id,first_name,last_name,email,lms_user_id.
    column
        The column's title; Moodle's worksheet has "Grade".
    assignment
        The assignment, where GRADES has several.
    out
        The file to import.
    """
    if out.exists() and export.exists() and out.samefile(export):
        raise BadInput("--out would replace the platform's own file. Name another.")
    filled = fill(export, read_grades(grades, assignment), read_students(students), column)
    if out.is_file() and out.read_bytes() != filled.content:
        say(f"  what stood in {relative_path(out)} is kept in {relative_path(put_aside(out))}")
    write_atomically(out, filled.content)
    say(f"{relative_path(out)}: {filled.count} grades.")
    for row in filled.unknown:
        say(f"  a row of the platform's was left: {row}.", "yellow")
    for student in filled.without_row:
        say(f"  {student} is graded and has no row there.", "yellow")
    return ExitCode.NOT_PASSED if filled.unknown or filled.without_row else ExitCode.PASSED
