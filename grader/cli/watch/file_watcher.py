"""Report what changes below some folders. watchfiles works in threads, so it runs in a child process of its own."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grader.cli.watch.start_process import start_process
from grader.errors import BadInput
from grader.runner.forked_process import Send

STEP = 5
"""Milliseconds without a change before a change is reported: one save is often several writes."""


class FileWatcher:
    """Watches folders from the moment that it is made, as a context manager.

    The child process sends {"changed": [paths]}, with no paths once it watches, or {"error": sentence}.
    """

    def __init__(self, *folders: Path) -> None:
        self.folders = folders
        self._process = start_process(partial(_watch_folders, [*map(os.path.realpath, folders)], os.getpid()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.kill()

    def fileno(self) -> int:
        """Return what `wait_readable` waits for."""
        return self._process.fileno()

    def wait_until_ready(self) -> None:
        """Wait until changes are noticed. Raises BadInput where a folder cannot be watched."""
        while not self._receive():
            pass

    def changed_paths(self) -> set[str]:
        """Return the real paths that changed since the last call, waiting for one. Raises BadInput."""
        return {path for message in self._receive() for path in message["changed"]}

    def _receive(self) -> list[dict[str, Any]]:
        try:
            messages = self._process.receive()
        except EOFError:
            messages = [{"error": "the process that watches it has ended"}]
        for message in messages:
            if "error" in message:
                folders = ", ".join(map(str, self.folders))
                problem = f"{folders} cannot be watched: {message['error']}."
                raise BadInput(f"{problem} `grader check NAME` judges without it.")
        return messages


def affects(changed: set[str], files: list[Path]) -> bool:
    """Return whether one of the files, or a folder that holds it, is among the changed real paths."""
    real = [os.path.realpath(file) for file in files]
    return any(file == path or file.startswith(path + os.sep) for file in real for path in changed)


class _StopEvent:
    """What watchfiles asks at every step whether to stop: yes, once the parent has gone. Says once that it watches."""

    def __init__(self, send: Send, parent: int) -> None:
        self.send, self.parent, self.ready = send, parent, False

    def is_set(self) -> bool:
        if not self.ready:
            self.ready = True
            self.send({"changed": []})
        spawned_by = multiprocessing.parent_process()  # Windows keeps the parent's number after its end
        return os.getppid() != self.parent if spawned_by is None else not spawned_by.is_alive()


def _watch_folders(folders: list[str], parent: int, send: Send) -> None:
    """Send what changes below the folders until the process `parent` has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of the terminal; the parent ends this
    try:
        from watchfiles import watch  # brings a library for threads along: not for the parent

        stop = _StopEvent(send, parent)
        for changes in watch(*folders, watch_filter=None, debounce=100, step=STEP, stop_event=stop):
            send({"changed": sorted({path for _, path in changes})})
    except BaseException as error:
        with contextlib.suppress(OSError):
            send({"error": f"{type(error).__name__}: {error}"})
