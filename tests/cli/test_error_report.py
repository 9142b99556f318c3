"""Each exception becomes one sentence and the exit code of whoever has to mend it."""

import errno
from pathlib import Path

import pytest

from grader.cli.error_report import GRADER_FOLDER, report_error
from grader.errors import BadInput, GraderError


def denied(path):
    return PermissionError(errno.EACCES, "Permission denied", path)


ERRORS = {
    "bad input": (BadInput("no such part"), 2, "no such part"),
    "a file of the user's": (denied("/nowhere/x.py"), 2, "/nowhere/x.py cannot be used: Permission denied."),
    "a file of the grader's": (denied(str(GRADER_FOLDER / "files.py")), 3, "the grader itself failed"),
    "a file descriptor": (denied(7), 3, "the grader itself failed"),
    "no file": (OSError("out of space"), 3, "OSError: out of space"),
    "the grader's own": (GraderError("a control is missing"), 3, "so there is no verdict: a control is missing"),
    "unforeseen": (ZeroDivisionError("division by zero"), 3, "ZeroDivisionError: division by zero"),
    "an exit": (SystemExit(5), 3, "SystemExit: 5"),
}


@pytest.mark.parametrize("error, exit_code, words", ERRORS.values(), ids=ERRORS)
def test_error_has_its_sentence_and_exit_code(error, exit_code, words):
    report = report_error(error)
    assert report.exit_code == exit_code and words in report.message


def test_unforeseen_error_names_its_line():
    try:
        _ = 1 / 0
    except ZeroDivisionError as error:
        assert "(test_error_report.py line " in report_error(error).message


def test_message_is_safe_and_its_paths_are_short():
    report = report_error(BadInput(f"{Path.cwd() / 'a.py'} has \x1b[31m"))
    assert report.message == r"a.py has \x1b[31m"
