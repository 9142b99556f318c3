"""Make stdout and stderr take whatever is printed: signs that an encoding lacks, streams that are closed or full."""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
from typing import TextIO

from grader.errors import BadInput
from grader.safe_text import plain_signs

HANDLER = "grader.plain_signs"
"""The name of our error handler among Python's (`codecs.register_error`)."""


def prepare_streams() -> None:
    """Open what is closed, and have both streams write plain signs where their encoding lacks one."""
    _open_closed()
    codecs.register_error(HANDLER, _replace)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):  # a test's or a notebook's stream
            if stream.errors in ("strict", "surrogateescape", "backslashreplace"):  # else somebody has chosen
                stream.reconfigure(errors=HANDLER)


def finish_stdout() -> None:
    """Write out what is left. Raises BadInput where stdout does not take it."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        raise stdout_lost(error) from None


def stdout_lost(error: Exception) -> BadInput:
    """Return the sentence about a stdout that takes nothing, and write nothing more to it."""
    _silence(sys.stdout)
    if isinstance(error, BadInput):
        return error
    reason = getattr(error, "strerror", None) or error
    return BadInput(f"What was to be printed cannot be written: {reason}. Send it to another place.")


def print_error(text: str) -> None:
    """Print to stderr, if it takes anything."""
    try:
        print(text, file=sys.stderr, flush=True)
    except (OSError, ValueError):
        _silence(sys.stderr)


def _silence(stream: TextIO) -> None:
    """Send a stream to the null device: Python would try once more at its end, and exit with 120."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _open_closed() -> None:
    """Send a closed stream to the null device, so that no file that is opened later gets its number."""
    if None not in (sys.stdin, sys.stdout, sys.stderr):
        return
    opened = os.open(os.devnull, os.O_RDWR)
    while opened <= 2:  # numbers are given out from the lowest
        opened = os.open(os.devnull, os.O_RDWR)
    os.close(opened)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8"))  # noqa: SIM115


def _replace(error: UnicodeError) -> tuple[str, int]:
    """Replace what cannot be encoded, as `codecs.register_error` has it."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plain_signs(error.object[error.start : error.end]), error.end
