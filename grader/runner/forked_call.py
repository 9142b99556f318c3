"""Call a function in a forked process: whatever it runs, it ends, and this process is as it was before."""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from typing import Any

from grader.runner.forked_process import ForkedProcess


def call_in_fork(function: Callable[[], Any], seconds: float) -> Any:
    """Return what `function`, which returns a value that JSON has, returns in a copy of this process.

    None where it raises, ends its process, or is not done after `seconds` on the clock; then the copy is killed. Only
    where a process can fork.
    """
    until = time.monotonic() + seconds
    child = ForkedProcess(lambda send: send(function()))
    try:
        while select.select([child], [], [], max(0.0, until - time.monotonic()))[0]:
            for value in child.receive():
                return value
    except EOFError:  # it ended without an answer
        pass
    finally:
        child.kill()
    return None
