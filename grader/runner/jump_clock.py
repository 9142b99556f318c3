"""A clock for platforms without an alarm, such as the browser's: the answer's own code looks at it as it runs.

`sys.monitoring` (Python 3.12 and later) calls back where watched code jumps backwards, as every loop does, and where
one of its functions begins. Code that stays inside a C function does not look; whoever runs this process, such as the
page that started a worker, hears by `on_change` when an answer's code runs and until when, and ends the process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType
from typing import Any

TOOL = 4
"""A number of `sys.monitoring` that it leaves to anybody."""

on_change: Callable[[float | None, str], None] | None = None
"""Called with the seconds that an answer may still run and its last words as its code begins, and with None after."""


def is_there() -> bool:
    """Return whether this Python has what the clock is made of."""
    return hasattr(sys, "monitoring")


def watch(code: CodeType, ring: Callable[[], None]) -> None:
    """Call `ring`, which may raise, from a code object and all that are defined in it, as they run."""
    monitoring = sys.monitoring
    events = monitoring.events.JUMP | monitoring.events.PY_START
    if monitoring.get_tool(TOOL) is None:
        monitoring.use_tool_id(TOOL, "grader")

        def jumped(code: CodeType, start: int, end: int) -> Any:
            if end > start:
                return monitoring.DISABLE  # a jump ahead repeats nothing: this one is never looked at again
            return ring()

        monitoring.register_callback(TOOL, monitoring.events.JUMP, jumped)
        monitoring.register_callback(TOOL, monitoring.events.PY_START, lambda code, offset: ring())
    monitoring.set_local_events(TOOL, code, events)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            watch(inner, ring)


def tell(seconds: float | None, last_words: str = "") -> None:
    """Tell whoever listens that an answer's code may run for so long from now on, or with None that it has ended."""
    if on_change:
        on_change(seconds, last_words)
