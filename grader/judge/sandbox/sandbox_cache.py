"""A cache of one sandbox, kept from one submission to the next: a start costs more than most submissions' exercises.

That isolates no less than a new one for each: an exercise is run by a fork of a process that has run no student code,
and whatever it leaves (processes, files in /tmp) is gone before the next fork. So two students are
isolated as two exercises of one student are, and a sandbox in which that fails is given up.
"""

from __future__ import annotations

import os
from functools import cache

from grader.judge.sandbox.fork_server_client import ForkServer

MODULES = "numpy,scipy.special,scipy.sparse,threadpoolctl,concurrent.futures.thread"
"""What it imports: of many submissions one will need each of these, which take from 15 to 100 ms in every process."""


class SandboxCache:
    """Holds one sandbox for a process that judges many submissions in turn: a worker takes it, and gives it back."""

    def __init__(self) -> None:
        self._server: ForkServer | None = None

    def take(self) -> ForkServer:
        """Return a sandbox that is ready: the one that was given back, else a new one. Raises GraderError."""
        server, self._server = self._server, None
        if server and server.process.poll() is None:
            return server
        if server:
            server.close()
        return ForkServer(True, MODULES)

    def give_back(self, server: ForkServer) -> None:
        """Keep a sandbox in which nothing of a submission's is left."""
        self.close()
        self._server = server

    def close(self) -> None:
        """End it."""
        if self._server:
            self._server.close()
        self._server = None


def process_cache() -> SandboxCache:
    """Return this process's own cache; a fork has its own."""
    return _of(os.getpid())


@cache
def _of(process: int) -> SandboxCache:
    return SandboxCache()
