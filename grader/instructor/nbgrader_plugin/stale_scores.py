"""Tell of scores that are of an older file, which nbgrader's autograde passes over: it compares timestamps alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.instructor.nbgrader_plugin.graded_file import grade_again, is_stale
from grader.instructor.nbgrader_plugin.quiet_log import tell


def warn_of_stale(converter: Any) -> None:
    """Log each submission that nbgrader's converter will pass over, though its file is another one by now."""
    for assignment, student in _stale(converter):
        again = grade_again(assignment, student)
        said = f"the score is of another file than the one handed in now, with the same timestamp: {again}"
        tell(converter.log, {"student": student, "assignment": assignment}, said)


def submissions_of(converter: Any) -> Iterator[tuple[str, str, str]]:
    """Yield what nbgrader's converter is to come to: the folder, the assignment and the student of each."""
    course = converter.coursedir
    pattern = course.format_path(course.submitted_directory, "(?P<student>.*)", "(?P<assignment>.*)", escape=True)
    for folder in sorted(converter.assignments):
        if match := re.fullmatch(pattern, folder):
            yield folder, match["assignment"], match["student"]


def _stale(converter: Any) -> Iterator[tuple[str, str]]:
    course = converter.coursedir
    for folder, assignment, student in () if converter.force else submissions_of(converter):
        graded = Path(course.format_path(course.autograded_directory, student, assignment))
        now, then = (course.get_existing_timestamp(str(each)) for each in (folder, graded))
        newer = now is not None and then is not None and now > then  # nbgrader grades it again by itself
        if not newer and any(is_stale(path, Path(folder) / path.name) for path in graded.glob("*.ipynb")):
            yield assignment, student
