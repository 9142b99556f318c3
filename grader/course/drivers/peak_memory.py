"""The memory that a call allocates."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any


def peak_bytes(call: Callable[[], Any]) -> int:
    """Return the most bytes that call() had allocated at one time (tracemalloc; NumPy reports its arrays to it)."""
    return _measured(call)[1]


def within_memory(limit: float, what: str, call: Callable[[], Any]) -> Any:
    """Return call(). Raises MemoryError, in words that begin with `what`, where it takes more than `limit` bytes."""
    returned, peak, kept = _measured(call)
    if kept > limit:
        raise _too_much(f"{what} keeps {kept:,} bytes of new memory; {limit:,.0f}", f"memory kept of {what}")
    if peak > limit:
        raise _too_much(f"{what} takes {peak:,} bytes of new memory at one time; {limit:,.0f}", f"memory of {what}")
    return returned


def _too_much(text: str, measured: str) -> MemoryError:
    error = MemoryError(f"{text} are more than enough")
    error.facts = {"measured": measured}
    return error


def _measured(call: Callable[[], Any]) -> tuple[Any, int, int]:
    """Return call(), the most bytes that it had allocated at one time, and those that it left allocated."""
    already = tracemalloc.is_tracing()
    if not already:
        tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        returned = call()
        left, peak = tracemalloc.get_traced_memory()
        return returned, peak - before, left - before
    finally:
        if not already:
            tracemalloc.stop()
