"""How a command ends: the exit codes, and the three ways in which it stops before its result."""

from enum import IntEnum


class ExitCode(IntEnum):
    """How every command ends."""

    PASSED = 0
    NOT_PASSED = 1
    BAD_INPUT = 2
    GRADER_FAILED = 3
    INTERRUPTED = 130  # 128 and the number of SIGINT, as shells have it


class BadInput(Exception):
    """What was given cannot be judged; the message says what is wrong and what to do. Exit code 2."""


class GraderError(Exception):
    """The grader itself failed, so no verdict may be given. Exit code 3."""


class OutOfTime(BaseException):
    """Raised inside student code when its time is up; not an Exception, so that `except Exception` lets it by."""
