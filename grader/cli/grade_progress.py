"""Shows how far a class is, and what is left: a bar on a terminal, a line now and then in a log."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from types import TracebackType
from typing import Self

from rich.progress import MofNCompleteColumn, TextColumn

from grader.cli.progress_bar import bar
from grader.cli.terminal import say

LOG_INTERVAL = 20.0
"""Seconds between two lines where there is no terminal."""


class GradingProgress:
    """A progress bar over submissions, with the verdicts given and the time left. Use it in a `with` statement."""

    def __init__(self, submissions: int) -> None:
        self.submissions = submissions
        self._bar = bar(MofNCompleteColumn(), TextColumn("{task.description}"), label="grading", own_lines=True)
        self._start = self._last_line = time.monotonic()
        self._done_before: int | None = None  # submissions whose verdicts were all stored before this run

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._start

    def __enter__(self) -> Self:
        self._bar.start()
        self._task = self._bar.add_task("", total=self.submissions)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bar.stop()

    def update(self, done: int, verdicts: int) -> None:
        """Show how many submissions are done, and how many verdicts were given for that."""
        if self._done_before is None and verdicts:
            self._done_before = done - 1  # they took no time, so the estimate leaves them out
        text = f"{verdicts:,} verdicts"
        if self._done_before is not None and done > self._done_before:
            left = self.seconds / (done - self._done_before) * (self.submissions - done)
            text += f", ETA {timedelta(seconds=round(left))}"
        self._bar.update(self._task, completed=done, description=text)
        if self._bar.disable and time.monotonic() - self._last_line > LOG_INTERVAL:
            self._last_line = time.monotonic()
            say(f"  {done:,} of {self.submissions:,} submissions, {text}")
            sys.stdout.flush()  # so that a log shows it now
