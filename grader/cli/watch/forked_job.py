"""Run one function in a fork and bring back what it printed and returned; nothing that it does reaches this process.

An endless loop is killed, a crash or `os._exit` is told in words, and memory that it takes ends with it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.cli.error_report import report_error
from grader.runner.limits import mapped_memory

MEMORY = 2 << 30
"""Bytes that a fork may map beyond what this process has, where the system keeps to it (Linux does)."""

_leave_now = os._exit


@dataclass(frozen=True)
class JobResult:
    """What came back: the text to show, and the function's result; `whole` is False where the fork did not end well."""

    text: str
    value: Any = None
    whole: bool = True


class ForkedJob:
    """A function at work in a fork. Wait until it can be read or `left()` has passed, then ask for its `answer`."""

    def __init__(self, work: Callable[[], Any], what: str, seconds: float) -> None:
        self.what, self.seconds = what, seconds
        self.ends = time.monotonic() + seconds
        self._got = b""
        self._reading, writing = os.pipe()
        self._last_words, saying = os.pipe()
        os.set_blocking(saying, False)  # nobody reads it before the end
        sys.stdout.flush()  # or the fork would have the same text to print
        self._pid = os.fork()
        if self._pid == 0:
            _be_the_fork(work, writing, saying)
        os.close(writing)
        os.close(saying)

    def fileno(self) -> int:
        """Return what `select` waits for."""
        return self._reading

    def left(self) -> float:
        """Return the seconds until the fork is killed."""
        return max(0.0, self.ends - time.monotonic())

    def answer(self) -> JobResult | None:
        """Return the answer if it is there, or the words why there will be none; None while the fork works on."""
        if not self.left():
            self.kill()
            return JobResult(f"{self.what} was stopped: it does not end within {self.seconds:g} s.", whole=False)
        part, said = os.read(self._reading, 1 << 16), ""
        self._got += part
        if self._got.endswith(b"\n"):
            self.kill()
            return JobResult(**json.loads(self._got))
        if part:
            return None
        os.set_blocking(self._last_words, False)
        with contextlib.suppress(OSError):
            said = os.read(self._last_words, 2000).decode(errors="replace").strip()
        how = _how_it_ended(self.kill())
        return JobResult(f"{self.what} ended without an answer: {how}. {said}".rstrip(), whole=False)

    def kill(self) -> int:
        """End the fork and whatever it started, and return how the fork ended, as `waitpid` has it."""
        ended, status = os.waitpid(self._pid, os.WNOHANG)
        with contextlib.suppress(ProcessLookupError, PermissionError):  # PermissionError: macOS, of an ended group
            os.killpg(self._pid, signal.SIGKILL)
        if not ended:
            with contextlib.suppress(ProcessLookupError):  # it may not have made its group yet
                os.kill(self._pid, signal.SIGKILL)
            status = os.waitpid(self._pid, 0)[1]
        os.close(self._reading)
        os.close(self._last_words)
        return status


class _Paper(io.StringIO):
    """Takes the place of stdout in a fork, and has colours where the watcher's stdout has them."""

    def __init__(self, colours: bool) -> None:
        super().__init__()
        self.colours = colours

    def isatty(self) -> bool:
        return self.colours


def _be_the_fork(work: Callable[[], Any], writing: int, saying: int) -> None:
    """Do the work and leave. Never returns, whatever happens: there may be only one watcher."""
    try:
        os.setsid()  # Ctrl-C is for the watcher; and what the answer starts is killed with its group
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCONT):
            signal.signal(number, signal.SIG_DFL)
        os.environ["COLUMNS"] = str(shutil.get_terminal_size().columns)
        paper = _Paper(sys.stdout.isatty())
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(saying, 1)  # what comes past Python: a crash's message, or the judge's when time is up
        os.dup2(saying, 2)
        sys.stdout = sys.stderr = paper
        _bound_memory()
        answer = _answered(work, paper)
        left = (json.dumps(answer) + "\n").encode()
        while left:
            left = left[os.write(writing, left) :]
    finally:
        _leave_now(1)


def _answered(work: Callable[[], Any], paper: _Paper) -> dict[str, Any]:
    try:
        value = work()
    except BaseException as error:
        return {"text": paper.getvalue() + report_error(error).message, "whole": False}
    return {"text": paper.getvalue(), "value": value}


def _bound_memory() -> None:
    """Let memory without end become a MemoryError in the answer, before the system runs short of it."""
    with contextlib.suppress(OSError, ValueError):
        most = mapped_memory() + MEMORY
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _how_it_ended(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        return f"its process was ended by {signal.Signals(-code).name}"
    return f"it left its process with exit code {code}"
