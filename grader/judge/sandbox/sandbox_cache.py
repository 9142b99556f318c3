"""A sandbox that is kept from one submission to the next, since a start costs more than most submissions' exercises.

That hides no less than a new one for each: an exercise is served by a fork of a process that has run no student's code,
and whatever it leaves (processes, files in /tmp) is gone before the next fork. So two students are as far from each
other as two exercises of one student, and a sandbox in which that fails is given up.
"""

from __future__ import annotations

import os
from functools import cache

from grader.judge.sandbox.fork_server_client import ForkServer

MODULES = "numpy,scipy.special"
"""What it has imported: of many submissions one will need SciPy."""


class SandboxCache:
    """One sandbox for a process that judges one submission after another; a worker takes it, and gives it back."""

    def __init__(self) -> None:
        self._warm: ForkServer | None = None

    def take(self) -> ForkServer:
        """Return a sandbox that is ready: the one that was given back, else a new one. Raises GraderError."""
        warm, self._warm = self._warm, None
        if warm and warm.process.poll() is None:
            return warm
        if warm:
            warm.close()
        return ForkServer(True, MODULES)

    def give_back(self, warm: ForkServer) -> None:
        """Keep a sandbox in which nothing of a submission's is left."""
        self.close()
        self._warm = warm

    def close(self) -> None:
        """End it."""
        if self._warm:
            self._warm.close()
        self._warm = None


def process_cache() -> SandboxCache:
    """Return the one that ends with this process; a fork has its own."""
    return _of(os.getpid())


@cache
def _of(process: int) -> SandboxCache:
    return SandboxCache()
