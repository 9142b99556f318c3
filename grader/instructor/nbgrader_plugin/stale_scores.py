"""Tell of scores that are of an older file, which nbgrader's autograde passes over: it compares timestamps alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.instructor.nbgrader_plugin.graded_file import grade_again, is_stale


def warn_of_stale(converter: Any) -> None:
    """Log each submission that nbgrader's converter will pass over, though its file is another one by now."""
    for assignment, student in _stale(converter):
        converter.log.warning(
            "%s, %s: the score is of another file than the one handed in now, with the same timestamp: %s",
            student,
            assignment,
            grade_again(assignment, student),
        )


def _stale(converter: Any) -> Iterator[tuple[str, str]]:
    course = converter.coursedir
    pattern = course.format_path(course.submitted_directory, "(?P<student>.*)", "(?P<assignment>.*)", escape=True)
    for folder in sorted(() if converter.force else converter.assignments):
        if not (match := re.fullmatch(pattern, folder)):
            continue
        graded = Path(course.format_path(course.autograded_directory, match["student"], match["assignment"]))
        now, then = (course.get_existing_timestamp(str(each)) for each in (folder, graded))
        newer = now is not None and then is not None and now > then  # nbgrader grades it again by itself
        if not newer and any(is_stale(path, Path(folder) / path.name) for path in graded.glob("*.ipynb")):
            yield match["assignment"], match["student"]
