"""Put an exception of the student's into one line, at the student's own line of code."""

from __future__ import annotations

import traceback
from collections.abc import Mapping

from grader.errors import BadInput, OutOfTime


def describe_exception(error: BaseException, files: Mapping[str, str]) -> str:
    """Return what happened and at which line of `files`, the texts of the student's own sources by path."""
    if isinstance(error, BadInput):
        return str(error)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in files]
    where = ""
    if frames:
        last = frames[-1]
        lines = files[last.filename].splitlines()
        code = lines[last.lineno - 1] if last.lineno and last.lineno <= len(lines) else ""
        where = f" at {last.filename} line {last.lineno}: `{code.strip()}`"
    return _what(error) + where


def _what(error: BaseException) -> str:
    if isinstance(error, OutOfTime):
        return f"it does not finish within {error.args[0]:g} s"
    if isinstance(error, RecursionError):
        return "it calls itself without end (RecursionError)"
    if isinstance(error, SystemExit):
        return f"it leaves Python by exit({error.code!r}) instead of returning"
    said = _short(str(error))
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _short(message: str, limit: int = 300) -> str:
    line = " ".join(message.split())
    return line if len(line) <= limit else line[:limit] + " …"
