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
    """A child process, as `ChildProcess` has it."""

    def __init__(self, target: Callable[[Send], None], *, keep_written: bool = False) -> None:
        self._buffer, self._written = b"", ""
        self._pipe, write_end = os.pipe()
        self._past_streams, past_write_end = os.pipe() if keep_written else (None, None)
        sys.stdout.flush()  # or the child would print the same text once more
        self._pid = os.fork()
        if self._pid == 0:
            exit_code = 1
            try:
                os.close(self._pipe)
                if past_write_end is not None:
                    os.set_blocking(past_write_end, False)  # nobody reads it before the end; what does not fit is lost
                    os.dup2(past_write_end, 1)
                    os.dup2(past_write_end, 2)
                target(partial(_send, write_end))
                exit_code = 0
            finally:
                _exit_now(exit_code)  # whatever happened: the child must not go on as a second parent
        os.close(write_end)
        if past_write_end is not None:
            os.close(past_write_end)

    def fileno(self) -> int:
        """Return the descriptor that `select` waits for."""
        return self._pipe

    def receive(self) -> list[Any]:
        """Return the values that are complete, as `ChildProcess` has it."""
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
        if self._past_streams is not None:
            os.set_blocking(self._past_streams, False)
            with contextlib.suppress(OSError):
                self._written = os.read(self._past_streams, 2000).decode(errors="replace").strip()
            os.close(self._past_streams)
        return os.waitstatus_to_exitcode(status)

    def written(self) -> str:
        """Return what the child wrote past Python's streams."""
        return self._written


def _send(descriptor: int, value: Any) -> None:
    line = json.dumps(value).encode() + b"\n"
    while line:
        line = line[os.write(descriptor, line) :]
