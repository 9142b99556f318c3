"""The memory that a call allocates."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any


def peak_bytes(call: Callable[[], Any]) -> int:
    """Return the most bytes that call() had allocated at one time (tracemalloc; NumPy reports its arrays to it)."""
    already = tracemalloc.is_tracing()
    if not already:
        tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        call()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        if not already:
            tracemalloc.stop()


def require_peak(limit: float, what: str, call: Callable[[], Any]) -> None:
    """Raise MemoryError, in words that begin with `what`, where call() has more than `limit` bytes at one time."""
    if (peak := peak_bytes(call)) > limit:
        error = MemoryError(f"{what} takes {peak:,} bytes of new memory at one time; {limit:,.0f} are more than enough")
        error.facts = {"measured": f"memory of {what}"}
        raise error
