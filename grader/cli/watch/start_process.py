"""Start a child process, by a fork where there is one and else spawned, and wait for what it sends."""

from __future__ import annotations

import select
from collections.abc import Callable, Sequence
from typing import Any

from grader.cli.watch.child_process import ChildProcess
from grader.runner import platform
from grader.runner.forked_process import Send


def start_process(target: Callable[[Send], None], *, keep_written: bool = False) -> ChildProcess:
    """Start a child process; `keep_written` keeps what it writes to descriptors 1 and 2, instead of showing it."""
    if platform.CAN_FORK:
        from grader.runner.forked_process import ForkedProcess

        return ForkedProcess(target, keep_written=keep_written)
    from grader.cli.watch.spawned_process import SpawnedProcess

    return SpawnedProcess(target, keep_written=keep_written)


def wait_readable(sources: Sequence[Any], timeout: float | None) -> list[Any]:
    """Return those of the sources, objects with `fileno()`, that can be read, after `timeout` seconds at the latest."""
    if platform.CAN_FORK:
        return select.select(sources, [], [], timeout)[0]
    from multiprocessing.connection import wait  # pipes, which Windows' select does not take

    return wait(sources, timeout)
