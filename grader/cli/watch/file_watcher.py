"""See what changes below a folder. watchfiles works in threads, so it stands in a fork of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from pathlib import Path

from grader.errors import BadInput

STEP = 5
"""Milliseconds that nothing more may change before a change is told: one save is often several writes."""

_leave_now = os._exit


class FileWatcher:
    """The process that watches a folder; it ends with the one that made it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._got = b""
        self._reading, writing = os.pipe()
        watcher = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                os.close(self._reading)
                _look(os.path.realpath(folder), writing, watcher)
            finally:
                _leave_now(0)
        os.close(writing)

    def fileno(self) -> int:
        """Return what `select` waits for."""
        return self._reading

    def open(self) -> None:
        """Wait until changes are seen. Raises BadInput where the folder cannot be watched."""
        while not self._got:
            self._read()
        self.changed()

    def changed(self) -> set[str]:
        """Return the real paths that changed, of what came until now."""
        if b"\n" not in self._got:
            self._read()
        *lines, self._got = self._got.split(b"\n")
        told = [json.loads(line) for line in lines]
        if trouble := [line for line in told if isinstance(line, str)]:
            raise BadInput(f"{self.folder} cannot be watched: {trouble[0]}. `grader check NAME` judges without it.")
        return {path for paths in told for path in paths}

    def close(self) -> None:
        """End it."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._reading)

    def _read(self) -> None:
        part = os.read(self._reading, 1 << 16)
        self._got += part or json.dumps("the process that watches it has ended").encode() + b"\n"


def affects(changed: set[str], files: list[Path]) -> bool:
    """Say whether one of the files, or a folder that it stands in, is among what changed."""
    real = [os.path.realpath(file) for file in files]
    return any(file == path or file.startswith(path + os.sep) for file in real for path in changed)


class _Stop:
    """Asked by watchfiles at every step: tells once that it watches, and ends it when the watcher has gone."""

    def __init__(self, writing: int, watcher: int) -> None:
        self.writing, self.watcher, self.told = writing, watcher, False

    def is_set(self) -> bool:
        if not self.told:
            self.told = True
            _tell(self.writing, [])
        return os.getppid() != self.watcher


def _look(folder: str, writing: int, watcher: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of the terminal; the watcher ends this
    try:
        from watchfiles import watch  # brings a library for threads along: not for the watcher

        stop = _Stop(writing, watcher)
        for changes in watch(folder, watch_filter=None, debounce=100, step=STEP, stop_event=stop):
            _tell(writing, sorted({path for _, path in changes}))
    except BaseException as trouble:
        with contextlib.suppress(OSError):
            _tell(writing, f"{type(trouble).__name__}: {trouble}")


def _tell(writing: int, what: list[str] | str) -> None:
    left = json.dumps(what).encode() + b"\n"
    while left:
        left = left[os.write(writing, left) :]
