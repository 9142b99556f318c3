"""Keep nbgrader's log to sentences where there is one: no traceback of what an instructor or a student can mend."""

from __future__ import annotations

import logging
import sys

from grader.errors import BadInput
from grader.instructor.notebooks.read_notebook import NotGraded


def hide_tracebacks(log: logging.Logger) -> None:
    """Leave out the traceback that nbgrader logs, as text under Python's title, while it handles such an error."""
    log.addFilter(_is_no_traceback_of_bad_input)


def _is_no_traceback_of_bad_input(record: logging.LogRecord) -> bool:
    return not (isinstance(sys.exception(), (BadInput, NotGraded)) and str(record.msg).startswith("Traceback "))
