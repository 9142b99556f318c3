"""The judge's end of a fork server: start it, have it fork, and have it clean up after each item."""

from __future__ import annotations

import contextlib
import select
import socket
import subprocess
import tempfile
import time

from grader.errors import GraderError
from grader.judge.sandbox import bubblewrap
from grader.runner.fork_server import CLEAN, END, ENDED, FORKED, ITEM, LOST, READY
from grader.runner.wire import ConnectionLost

START_SECONDS = 60.0
"""What a start may take: the machine may be busy, and no student's code has run yet."""

STATUS_SECONDS = 20.0
"""What a wait status may take, for which nothing has to be done: the machine may be busy."""


class ForkServer:
    """A fork server that has said READY. Its constructor raises GraderError where it does not get ready."""

    def __init__(self, sandboxed: bool, modules: str) -> None:
        self.ended = False
        # A sandbox has a /tmp of its own, which ends with it even where this process is killed.
        self.folder = None if sandboxed else tempfile.TemporaryDirectory(prefix="grader-")
        place = self.folder.name if self.folder else "/"
        ours, theirs = socket.socketpair()
        command = bubblewrap.sandboxed_command(modules) if sandboxed else bubblewrap.plain_command(modules)
        with theirs:
            self.process = bubblewrap.start(command, theirs.fileno(), place, bubblewrap.environment(place))
        self.control = ours
        try:
            word = read(self.control, 1, time.monotonic() + START_SECONDS)
        except (TimeoutError, OSError):
            word = b""
        if word != READY:
            said = (self._end().strip().splitlines() or ["it said nothing"])[-1][:300]
            hint = f". {bubblewrap.FORBIDDEN_NAMESPACES}" if "namespace" in said or "uid map" in said else ""
            raise GraderError(f"the worker did not get ready: {said}{hint}")

    def fork(self) -> socket.socket:
        """Return the connection to a new process. Raises GraderError where there is none."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self.control, [ITEM], [theirs.fileno()])
                word = read(self.control, 1, time.monotonic() + START_SECONDS)
        except (TimeoutError, OSError):
            word = b""
        if word != FORKED:
            ours.close()
            self.close()
            raise GraderError("the worker could not start a process for an answer")
        return ours

    def clean(self, *, lost: bool, seconds: float) -> int:
        """End the item's process and what it started; return its wait status.

        Where the cleaning up takes more than `seconds`, or fails, the whole sandbox is ended instead, which takes
        little. Raises ConnectionLost where not even the status came.
        """
        try:
            self.control.sendall(LOST if lost else END)
            told = self._read(5, STATUS_SECONDS)
            if told[:1] != ENDED:
                raise ConnectionLost
        except OSError:  # TimeoutError is one
            raise ConnectionLost from None
        try:
            clean = self._read(1, seconds) == CLEAN
        except (ConnectionLost, OSError):
            clean = False
        if not clean:
            self._end(at_once=True)
        return int.from_bytes(told[1:], "big")

    def _read(self, count: int, seconds: float) -> bytes:
        """Read exactly `count` bytes. Raises ConnectionLost, TimeoutError or OSError."""
        until, told = time.monotonic() + seconds, b""
        while len(told) < count:
            part = read(self.control, count - len(told), until)
            if not part:
                raise ConnectionLost
            told += part
        return told

    def close(self) -> None:
        """End the process, and everything in its sandbox with it."""
        self._end()

    def _end(self, *, at_once: bool = False) -> str:
        """End the process, which has half a second to end by itself unless `at_once`; return what it said."""
        if self.ended:
            return ""
        self.ended = True
        self.control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=0.0 if at_once else 0.5)
        if self.process.poll() is None:
            self.process.kill()
        said = self.process.communicate()[1] or b""
        if self.folder:
            with contextlib.suppress(OSError):
                self.folder.cleanup()
        return said.decode(errors="replace")


def read(connection: socket.socket, count: int, until: float) -> bytes:
    """Read up to `count` bytes, b"" at the end. Raises TimeoutError once it is `until`."""
    _wait(connection, select.POLLIN, until)
    return connection.recv(count)


def send(connection: socket.socket, data: bytes, until: float) -> None:
    """Send all of `data`. Raises TimeoutError once it is `until`."""
    left = memoryview(data)
    while left:
        _wait(connection, select.POLLOUT, until)
        with contextlib.suppress(BlockingIOError):
            left = left[connection.send(left, socket.MSG_DONTWAIT) :]


def _wait(connection: socket.socket, event: int, until: float) -> None:
    """Wait until the connection can be read, or written to. Raises TimeoutError once it is `until`, OSError."""
    if connection.fileno() < 0:
        raise ConnectionResetError
    left = until - time.monotonic()
    waiting = select.poll()
    waiting.register(connection, event)
    if left < 0 or not waiting.poll(1e3 * left):
        raise TimeoutError
