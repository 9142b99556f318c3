"""Run a function in a new Python process, where the system has no fork, and receive what it sends.

A Python with NumPy and the judge takes a second to start, so one is always started ahead, which waits for its function.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import tempfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, ClassVar

from grader.runner.forked_process import Send

PRELOADED = ("grader.cli.watch.exercise_jobs", "grader.cli.commands.list")
"""What a process that is started ahead imports while it waits."""


class SpawnedProcess:
    """A child process, as `ChildProcess` has it."""

    _ahead: ClassVar[tuple[BaseProcess, Connection] | None] = None

    def __init__(self, target: Callable[[Send], None], *, keep_written: bool = False) -> None:
        self._file: Path | None = None
        if keep_written:
            descriptor, name = tempfile.mkstemp(prefix="grader-watch-")
            os.close(descriptor)
            self._file = Path(name)
        self._process, self._connection = SpawnedProcess._ahead or _start()
        self._written = ""
        with contextlib.suppress(OSError):  # it has ended: `receive` says so
            self._connection.send((target, self._file))
        SpawnedProcess._ahead = _start()

    def fileno(self) -> int:
        """Return what `multiprocessing.connection.wait` waits for."""
        return self._connection.fileno()

    def receive(self) -> list[Any]:
        """Return the value that arrived, as `ChildProcess` has it."""
        try:
            return [self._connection.recv()]
        except (EOFError, OSError):  # what a pipe says at its end differs between systems
            self._process.join(1)  # so that it ends by itself, and its exit code is its own
            raise EOFError from None

    def kill(self) -> int:
        """End the child; return its exit code, -N where signal N ended it."""
        self._process.kill()
        self._process.join()
        self._connection.close()
        if self._file:
            with contextlib.suppress(OSError), self._file.open("rb") as file:
                self._written = file.read(2000).decode(errors="replace").strip()
            with contextlib.suppress(OSError):
                self._file.unlink()
        return self._process.exitcode or 0

    def written(self) -> str:
        """Return what the child wrote past Python's streams."""
        return self._written


def _start() -> tuple[BaseProcess, Connection]:
    """Start a process that waits for its function; it ends with this one."""
    context = multiprocessing.get_context("spawn")
    ours, its = context.Pipe()
    process = context.Process(target=_serve, args=(its,), daemon=True)
    process.start()
    its.close()
    return process, ours


def _serve(connection: Connection) -> None:
    """Make ready, receive a function, and call it."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of the terminal; the parent ends this
    for module in PRELOADED:
        importlib.import_module(module)
    try:
        target, file = connection.recv()
    except (EOFError, OSError):  # the parent has ended
        return
    if file:
        written = os.open(file, os.O_WRONLY)
        os.dup2(written, 1)
        os.dup2(written, 2)
    target(connection.send)
