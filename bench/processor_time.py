"""Processor seconds of some work, with all that runs in sandboxes.

The system adds a process's time to its parent's when the parent waits for it. Nobody waits for a sandbox's first
process, so what an answer took is in no `getrusage` of the judge's; it is read here while the sandbox lives.
"""

from __future__ import annotations

import contextlib
import resource
import threading
import time

import psutil

EVERY = 0.5
"""Seconds between two readings: what a sandbox does after its last one, at most, is not seen."""

SANDBOX = "bwrap"
"""The name of the processes around a sandbox's fork server."""


class SandboxTime:
    """Reads what the sandboxes below this process have taken, while the context is open."""

    def __init__(self) -> None:
        self._taken: dict[tuple[int, float], float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._read_on, daemon=True)
        self.of_reading = 0.0

    def __enter__(self) -> SandboxTime:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def seconds(self) -> float:
        """Processor seconds of all sandboxes so far."""
        return sum(self._taken.values())

    def _read_on(self) -> None:
        while not self._ended.wait(EVERY):
            self.read()
            self.of_reading = time.thread_time()

    def read(self) -> None:
        """Read once: of each fork server, its own time and that of the answers which it has waited for."""
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if process.name() == SANDBOX or process.parent().name() != SANDBOX:
                    continue
                self._taken[process.pid, process.create_time()] = sum(process.cpu_times()[:4])


def own_and_waited_for() -> float:
    """Return the processor seconds so far of this process and of those that were waited for: no sandbox's."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
