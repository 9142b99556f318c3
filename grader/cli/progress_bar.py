"""A progress bar on a terminal; to a screen reader a line now and then; in a file or a pipe nothing."""

from __future__ import annotations

import sys
import time
from typing import Any

from rich.progress import BarColumn, Progress, ProgressColumn, TaskID, TextColumn

from grader.cli.screen_reader import wants_words
from grader.cli.terminal import console, say

LINE_SECONDS = 10.0
"""Seconds between two lines of one task, for a screen reader."""


class _ProgressInWords(Progress):
    """Progress that draws nothing and says, now and then, how far a task is."""

    _told = 0.0

    def update(self, task_id: TaskID, **changes: Any) -> None:
        """Update a task, and say how far it is."""
        super().update(task_id, **changes)
        self._tell(task_id)

    def advance(self, task_id: TaskID, advance: float = 1) -> None:
        """Advance a task, and say how far it is."""
        super().advance(task_id, advance)
        self._tell(task_id)

    def _tell(self, task_id: TaskID) -> None:
        task, now = self._tasks[task_id], time.monotonic()
        if task.total and now - self._told >= LINE_SECONDS:
            self._told = now
            say(f"{task.description}: {task.percentage:.0f} percent")
            sys.stdout.flush()


def bar(
    *columns: ProgressColumn, label: str = "{task.description}", quiet: bool = False, own_lines: bool = False
) -> Progress:
    """Return a progress bar between its label and `columns`; it disappears when it is done.

    Its `disable` is True where it draws nothing: where `quiet`, where stdout is no terminal, and for a screen reader,
    to which it says how far it is unless the caller has `own_lines`.
    """
    output = console()
    hidden = quiet or not output.is_terminal or wants_words()
    kind = _ProgressInWords if wants_words() and not (quiet or own_lines) else Progress
    return kind(TextColumn(label), BarColumn(), *columns, console=output, transient=True, disable=hidden)
