"""Run a function in a child process made by `os.fork`, and receive what it sends.

The child has everything that this process has imported, so it is at work within milliseconds.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

Send = Callable[[Any], None]
"""Sends one JSON value to the parent."""

_exit_now = os._exit  # a student's code, which may run in the child, may have put something else in its place


class ForkedProcess:
    """A child process that calls `target(send)` and ends; the parent `receive`s what it sends, and must `kill` it."""

    def __init__(self, target: Callable[[Send], None]) -> None:
        self._buffer = b""
        self._pipe, write_end = os.pipe()
        sys.stdout.flush()  # or the child would print the same text once more
        self._pid = os.fork()
        if self._pid == 0:
            exit_code = 1
            try:
                os.close(self._pipe)
                target(partial(_send, write_end))
                exit_code = 0
            finally:
                _exit_now(exit_code)  # whatever happened: the child must not go on as a second parent
        os.close(write_end)

    def fileno(self) -> int:
        """Return the descriptor that `select` waits for: it can be read once something was sent, or the child ended."""
        return self._pipe

    def receive(self) -> list[Any]:
        """Wait until something arrives, and return the values that are complete. Raises EOFError once it has ended."""
        data = os.read(self._pipe, 1 << 16)
        if not data:
            raise EOFError
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        return [json.loads(line) for line in lines]

    def kill(self) -> int:
        """End the child, and its process group if it leads one; return its exit code, -N where signal N ended it."""
        ended, status = os.waitpid(self._pid, os.WNOHANG)
        with contextlib.suppress(ProcessLookupError, PermissionError):  # PermissionError: macOS, of an ended group
            os.killpg(self._pid, signal.SIGKILL)
        if not ended:
            with contextlib.suppress(ProcessLookupError):  # it may not have made its group yet
                os.kill(self._pid, signal.SIGKILL)
            status = os.waitpid(self._pid, 0)[1]
        os.close(self._pipe)
        return os.waitstatus_to_exitcode(status)


def _send(descriptor: int, value: Any) -> None:
    line = json.dumps(value).encode() + b"\n"
    while line:
        line = line[os.write(descriptor, line) :]
