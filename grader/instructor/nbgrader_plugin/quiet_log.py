"""Keep nbgrader's log to what an instructor reads: a line a submission, and what to look at again at the end.

`nbgrader autograde --debug` leaves everything in. No traceback is shown of what an instructor or a student can mend.
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbconvert
import nbgrader
from sqlalchemy.exc import SAWarning

from grader.errors import BadInput
from grader.instructor.notebooks.read_notebook import NotGraded

LIBRARIES = tuple(str(Path(library.__file__).parent) for library in (nbgrader, nbconvert))
STUDENT, SENTENCE, GRADED = "grader_student", "grader_sentence", "grader_graded"
"""Attributes of our own records: whom they are about, what they say of that student, and that a grading was done."""

EXPECTED = {("base", "init_destination"), ("base", "_handle_failure"), ("latesubmissions", "preprocess")}
"""Modules and functions of nbgrader that warn of what was asked for, or is in our lines: grading anew, lateness."""

LATE = "%s is %s seconds late"
"""nbgrader's own message, of a function that warns of other things too; the line of the submission says it."""

SHOWN_STUDENTS = 5


def hide_tracebacks(log: logging.Logger) -> None:
    """Leave out the traceback that nbgrader logs, as text under Python's title, while it handles such an error."""
    log.addFilter(_is_no_traceback_of_bad_input)


def _is_no_traceback_of_bad_input(record: logging.LogRecord) -> bool:
    return not (isinstance(sys.exception(), (BadInput, NotGraded)) and str(record.msg).startswith("Traceback "))


def tell(log: logging.Logger, names: Mapping[str, str], sentence: str, *, level: int = logging.WARNING) -> None:
    """Log a sentence about a student's submission; what several have in common is one line of the summary."""
    about = {STUDENT: names["student"], SENTENCE: sentence}
    log.log(level, "%s, %s: %s", names["student"], names["assignment"], sentence, extra=about)


def tell_graded(log: logging.Logger, names: Mapping[str, str], sentence: str) -> None:
    """Log the one line of a submission that was graded."""
    log.info("%s, %s: %s", names["student"], names["assignment"], sentence, extra={GRADED: True})


def end_with_summary(converter: Any, first: Callable[[Any], None]) -> None:
    """Have the run of nbgrader's converter call `first`, be quiet, and end with a summary."""
    convert, log = converter.convert_notebooks, converter.log

    def convert_quietly() -> None:
        run = _QuietRun(len(converter.assignments), everything=converter.parent.log_level <= logging.DEBUG)
        log.addFilter(run.is_shown)
        try:
            first(converter)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SAWarning)  # of how nbgrader fills its gradebook
                convert()
        finally:
            log.removeFilter(run.is_shown)
            run.sum_up(log)

    converter.convert_notebooks = convert_quietly  # nbgrader has a hook after each submission, and none after the last


class _QuietRun:
    """What was logged of a run: which records are shown, and what the summary says."""

    def __init__(self, submissions: int, *, everything: bool) -> None:
        self.submissions, self.everything = submissions, everything
        self.graded = self.failed = 0
        self.untold = 0
        self.about: dict[str, list[str]] = {}
        self.others: list[str] = []

    def is_shown(self, record: logging.LogRecord) -> bool:
        """Return whether a record is shown, and note what the summary says of it."""
        if record.pathname.startswith(LIBRARIES):
            return self._is_shown_of_nbgrader(record) or self.everything
        self.graded += getattr(record, GRADED, False)
        if record.levelno < logging.WARNING:
            return True
        self.failed += record.levelno >= logging.ERROR
        if hasattr(record, SENTENCE):
            self.about.setdefault(getattr(record, SENTENCE), []).append(getattr(record, STUDENT))
        else:
            self.others.append(record.getMessage())
        return True

    def _is_shown_of_nbgrader(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING or (record.module, record.funcName) in EXPECTED or record.msg == LATE:
            return False
        error = sys.exception()
        if record.levelno >= logging.ERROR and record.funcName == "convert_notebooks":
            if error is None:  # its list of failures at the end
                return self.untold > 0
            if getattr(error, "told", False):
                return False
            self.untold += 1
        self.others.append(record.getMessage())
        return True

    def sum_up(self, log: logging.Logger) -> None:
        """Log how many submissions were graded, and what to look at."""
        failed = self.failed + self.untold
        counts = [(self.graded, "graded"), (failed, "not graded")]
        counts += [(self.submissions - self.graded - failed, "graded before, or left")]
        said = ", ".join(f"{n} {word}" for n, word in counts if n > 0)
        log.info("%d submission%s: %s", self.submissions, "s" * (self.submissions != 1), said)
        if self.about or self.others:
            log.warning("To look at, once more:")
        for sentence, students in self.about.items():
            more = f" and {len(students) - SHOWN_STUDENTS} more" if len(students) > SHOWN_STUDENTS else ""
            log.warning("  %s%s: %s", ", ".join(students[:SHOWN_STUDENTS]), more, sentence)
        for message in self.others:
            log.warning("  %s", message)
