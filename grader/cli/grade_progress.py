"""How far a class is: a bar in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from types import TracebackType
from typing import Self

from rich.progress import MofNCompleteColumn, TextColumn

from grader.cli.progress_bar import bar
from grader.cli.terminal import say

EVERY = 20.0
"""Seconds between two lines where there is no terminal."""


class GradingProgress:
    """Told the submissions done and the verdicts given; shows both, and how long it will take yet."""

    def __init__(self, submissions: int) -> None:
        self.submissions = submissions
        self._bar = bar(MofNCompleteColumn(), TextColumn("{task.description}"), label="grading")
        self._start = self._said = time.monotonic()
        self._before: int | None = None

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

    def update(self, done: int, graded: int) -> None:
        """Show how many submissions are done, and how many verdicts were given for that."""
        if self._before is None and graded:
            self._before = done - 1  # what was known already took no time, and says nothing of what is to come
        text = f"{graded:,} verdicts"
        if self._before is not None and done > self._before:
            left = self.seconds / (done - self._before) * (self.submissions - done)
            text += f", ETA {timedelta(seconds=round(left))}"
        self._bar.update(self._task, completed=done, description=text)
        if self._bar.disable and time.monotonic() - self._said > EVERY:
            self._said = time.monotonic()
            say(f"  {done:,} of {self.submissions:,} submissions, {text}")
            sys.stdout.flush()  # a log shows it now
