"""The three ways in which a command stops before its result."""


class BadInput(Exception):
    """What was given cannot be judged; the message says what is wrong and what to do. Exit code 2."""


class GraderError(Exception):
    """The grader itself failed, so no verdict may be given. Exit code 3."""


class OutOfTime(BaseException):
    """Raised inside student code when its time is up; not an Exception, so that `except Exception` lets it by."""
