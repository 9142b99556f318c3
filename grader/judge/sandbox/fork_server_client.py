"""The judge's end of a fork server: start it, have it fork, and have it clean up after each item."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import tempfile
import time

from grader.errors import GraderError
from grader.judge.sandbox import bubblewrap
from grader.runner.fork_server import CLEAN, END, FORKED, ITEM, LOST, READY
from grader.runner.wire import ConnectionLost

START_SECONDS = 60.0
"""What a start may take: the machine may be busy, and no student's code has run yet."""

CLEAN_SECONDS = 20.0


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

    def clean(self, *, lost: bool) -> int:
        """End the item's process and what it started; return its wait status.

        Raises ConnectionLost where the sandbox is lost.
        """
        try:
            self.control.sendall(LOST if lost else END)
            told = b""
            while len(told) < 5:
                part = read(self.control, 5 - len(told), time.monotonic() + CLEAN_SECONDS)
                if not part:
                    raise ConnectionLost
                told += part
        except (TimeoutError, OSError):
            raise ConnectionLost from None
        if told[:1] != CLEAN:
            raise ConnectionLost
        return int.from_bytes(told[1:], "big")

    def close(self) -> None:
        """End the process, and everything in its sandbox with it."""
        self._end()

    def _end(self) -> str:
        if self.ended:
            return ""
        self.ended = True
        self.control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=0.5)
        if self.process.poll() is None:
            self.process.kill()
        said = self.process.communicate()[1] or b""
        if self.folder:
            with contextlib.suppress(OSError):
                self.folder.cleanup()
        return said.decode(errors="replace")


def read(connection: socket.socket, count: int, until: float) -> bytes:
    """Read up to `count` bytes, b"" at the end. Raises TimeoutError once it is `until`."""
    connection.settimeout(max(1e-3, until - time.monotonic()))
    if time.monotonic() > until:
        raise TimeoutError
    return connection.recv(count)


def send(connection: socket.socket, data: bytes, until: float) -> None:
    """Send all of `data`. Raises TimeoutError once it is `until`."""
    connection.settimeout(max(1e-3, until - time.monotonic()))
    connection.sendall(data)
