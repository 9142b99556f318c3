"""Call a function in a forked process: whatever it runs, it ends, and this process is as it was before."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import time
from collections.abc import Callable
from typing import Any


def call_in_fork(function: Callable[[], Any], seconds: float) -> Any:
    """Return what `function`, which returns a value that JSON has, returns in a copy of this process.

    None where it raises, ends its process, or is not done after `seconds` on the clock; then the copy is killed. Only
    where a process can fork.
    """
    read_end, write_end = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(read_end)
            with os.fdopen(write_end, "w", encoding="utf-8") as pipe:
                pipe.write(json.dumps(function()))
        finally:
            os._exit(0)
    os.close(write_end)
    try:
        text = _read(read_end, time.monotonic() + seconds)
    finally:
        os.close(read_end)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return json.loads(text) if text else None


def _read(pipe: int, until: float) -> bytes:
    """Return all that comes until the pipe is closed, b"" where that is not in time."""
    found = b""
    while select.select([pipe], [], [], max(0.0, until - time.monotonic()))[0]:
        block = os.read(pipe, 1 << 16)
        if not block:
            return found
        found += block
    return b""
