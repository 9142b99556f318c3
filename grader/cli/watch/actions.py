"""What the keys of `grader watch` do, as functions that the command hands to the watcher."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class WatchActions:
    """Functions that print. Each runs in a child process; all but `list_exercises` take the exercise's name."""

    hint: Callable[[str], object]
    show: Callable[[str], object]
    compare: Callable[[str], object]
    reset: Callable[[str], object]
    list_exercises: Callable[[], object]
