"""Run a function in a child process with limits of time and memory, and bring back what it printed and returned.

An endless loop is killed, a crash or `os._exit` becomes a sentence, and the memory that it took is freed with it.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from grader.cli.error_report import report_error
from grader.cli.watch.start_process import start_process
from grader.runner.forked_process import Send
from grader.runner.limits import mapped_memory
from grader.runner.platform import resource

MEMORY = 2 << 30
"""Bytes that a job may map beyond what this process has, where the system keeps to it (Linux does)."""


@dataclass(frozen=True)
class JobResult:
    """What came of a job: the text to show, and what the function returned; `completed` is False where it did not."""

    text: str
    value: Any = None
    completed: bool = True


class ChildJob:
    """A function at work in a child process.

    Wait by `wait_readable` until it can be read or `seconds_left()` have passed, then call `result`. `label` names the
    job in the sentence about one that was stopped.
    """

    def __init__(self, function: Callable[[], Any], label: str, seconds: float) -> None:
        self.label, self.seconds = label, seconds
        self._deadline = time.monotonic() + seconds
        columns = shutil.get_terminal_size().columns
        run = partial(_run_job, function, sys.stdout.isatty(), columns)
        self._process = start_process(run, keep_written=True)

    def fileno(self) -> int:
        """Return what `wait_readable` waits for."""
        return self._process.fileno()

    def seconds_left(self) -> float:
        """Return the seconds until the job is killed."""
        return max(0.0, self._deadline - time.monotonic())

    def result(self) -> JobResult | None:
        """Return the result, or the reason why there is none; None while the job is at work. Ends the child with it."""
        if not self.seconds_left():
            self.kill()
            return JobResult(f"{self.label} was stopped: it does not end within {self.seconds:g} s.", completed=False)
        try:
            received = self._process.receive()
        except EOFError:
            return self._crash()
        if not received:
            return None
        self.kill()
        return JobResult(**received[0])

    def kill(self) -> None:
        """End the child process and whatever it started."""
        self._process.kill()

    def _crash(self) -> JobResult:
        """Say how a child ended that sent no result, and what it wrote past Python's own streams."""
        exit_code = self._process.kill()
        if exit_code < 0:
            reason = f"its process was ended by {signal.Signals(-exit_code).name}"
        else:
            reason = f"it left its process with exit code {exit_code}"
        text = f"{self.label} ended without an answer: {reason}. {self._process.written()}".rstrip()
        return JobResult(text, completed=False)


class _CapturedOutput(io.StringIO):
    """Takes the place of stdout in the child, and claims to be a terminal where the watcher's stdout is one."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def _run_job(function: Callable[[], Any], terminal: bool, columns: int, send: Send) -> None:
    """Call the function in the child process and send its JobResult; `terminal` is whether it is shown on one."""
    if hasattr(os, "setsid"):
        os.setsid()  # Ctrl-C is for the watcher; and what the job starts is killed with its group
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCONT):
            signal.signal(number, signal.SIG_DFL)
    os.environ["COLUMNS"] = str(columns)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    output = _CapturedOutput(terminal)
    sys.stdout = sys.stderr = output
    _limit_memory()
    send(asdict(_call(function, output)))


def _call(function: Callable[[], Any], output: io.StringIO) -> JobResult:
    try:
        value = function()
    except BaseException as error:
        return JobResult(output.getvalue() + report_error(error).message, completed=False)
    return JobResult(output.getvalue(), value)


def _limit_memory() -> None:
    """Let memory without end become a MemoryError in the student's code, before the system runs short of it."""
    if resource is None:
        return
    with contextlib.suppress(OSError, ValueError):
        limit = mapped_memory() + MEMORY
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hard == resource.RLIM_INFINITY or limit < hard:
            resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
