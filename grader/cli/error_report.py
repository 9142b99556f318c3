"""The sentence and the exit code for a command, a watcher's job or a notebook's cell that cannot go on."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.terminal import shorten_paths
from grader.errors import BadInput, ExitCode, GraderError

if TYPE_CHECKING:
    from cyclopts import CycloptsError

GRADER_FOLDER = Path(__file__).parents[1]


@dataclass(frozen=True)
class ErrorReport:
    """The sentence to show, safe to print, and the exit code."""

    message: str
    exit_code: ExitCode

    @property
    def is_fault(self) -> bool:
        """Whether the grader itself is at fault."""
        return self.exit_code is ExitCode.GRADER_FAILED


def report_error(error: BaseException) -> ErrorReport:
    """Turn an exception into a sentence and an exit code.

    BadInput, and a file or folder of the user's that cannot be used, are the user's to mend; all else is a fault of the
    grader.
    """
    if isinstance(error, BadInput):
        message, exit_code = str(error), ExitCode.BAD_INPUT
    elif isinstance(error, KeyboardInterrupt):
        message, exit_code = "interrupted", ExitCode.INTERRUPTED
    elif isinstance(error, OSError) and (path := _users_path(error)):
        message = f"{path} cannot be used: {error.strerror}. Name another place, or mend that one."
        exit_code = ExitCode.BAD_INPUT
    else:
        message, exit_code = _describe_fault(error), ExitCode.GRADER_FAILED
    return ErrorReport(shorten_paths(message), exit_code)


def report_usage_error(error: CycloptsError) -> ErrorReport:
    """Say what is wrong with a command's arguments, and how to read what it takes."""
    from cyclopts import MissingArgumentError, UnusedCliTokensError

    command = " ".join(["grader", *(error.command_chain or ())])
    message = str(error)
    if isinstance(error, UnusedCliTokensError):
        message = f"{command} does not take {' '.join(error.unused_tokens)}."
    elif isinstance(error, MissingArgumentError) and error.keyword:
        message = f"{error.keyword} needs a value."
    elif isinstance(error, MissingArgumentError):
        name = error.argument.name
        message = f"{command} needs {name.lstrip('-').upper() if error.argument.field_info.is_positional else name}."
    return ErrorReport(shorten_paths(f"{message} `{command} --help` shows what it takes."), ExitCode.BAD_INPUT)


def _users_path(error: OSError) -> Path | None:
    """Return the file or folder that an OSError names, unless it names none or one of the grader's own."""
    if not error.filename or isinstance(error.filename, int):  # an int is a file descriptor
        return None
    path = Path(os.fsdecode(error.filename))
    return None if GRADER_FOLDER in path.absolute().parents else path


def _describe_fault(error: BaseException) -> str:
    """Say that the grader is at fault; for an exception that nobody foresaw, name the line that raised it."""
    if isinstance(error, GraderError):
        return f"the grader itself failed, so there is no verdict: {error}"
    from grader.runner.error_text import exception_text  # imports NumPy, which a mistyped command does not need

    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    line = f" ({os.path.basename(frame.tb_frame.f_code.co_filename)} line {frame.tb_lineno})" if frame else ""
    return (
        f"the grader itself failed, so there is no verdict: {type(error).__name__}: {exception_text(error)}{line}. "
        "Please report it; GRADER_DEBUG=1 shows more."
    )
