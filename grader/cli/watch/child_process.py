"""A child process that calls a function and sends what it finds: what both kinds, forked and spawned, have in common.

What the function is bound to has to be picklable, since a spawned process gets a copy.
"""

from __future__ import annotations

from typing import Any, Protocol


class ChildProcess(Protocol):
    """A child process that calls `target(send)` and ends; the parent `receive`s what it sends, and must `kill` it."""

    def fileno(self) -> int:
        """Return what `wait_readable` waits for: it can be read once something was sent, or the child ended."""
        ...

    def receive(self) -> list[Any]:
        """Wait until something arrives, and return the values that are complete. Raises EOFError once it has ended."""
        ...

    def kill(self) -> int:
        """End the child; return its exit code, -N where signal N ended it."""
        ...

    def written(self) -> str:
        """Return the beginning of what the child, killed by now, wrote past Python's streams, where that is kept."""
        ...
