"""The progress of a training run: a bar on a terminal, some lines elsewhere and for a screen reader."""

from __future__ import annotations

import math
import sys
import time
from collections import deque
from datetime import timedelta
from types import TracebackType
from typing import Self

from rich.progress import MofNCompleteColumn, TextColumn

from grader.cli.progress_bar import bar
from grader.cli.terminal import say

SMOOTHED = 20
"""Steps over which the shown loss is averaged: that of a single batch jumps."""

LINE_SECONDS = 5.0
"""Seconds between two lines, where there is no terminal; the first step has one."""


class TrainingProgress:
    """Shows the loss, tokens per second and the time left; `update` is called after every step."""

    def __init__(self, steps: int, before: int, tokens_per_step: int) -> None:
        self.steps, self.before, self.tokens_per_step = steps, before, tokens_per_step
        self._recent: deque[float] = deque(maxlen=SMOOTHED)
        self._bar = bar(MofNCompleteColumn(), TextColumn("{task.description}"), label="training", own_lines=True)

    @property
    def loss(self) -> float:
        """The mean loss of the last steps, NaN before the first."""
        return sum(self._recent) / len(self._recent) if self._recent else math.nan

    def __enter__(self) -> Self:
        self._bar.start()
        self._task = self._bar.add_task("", total=self.steps, completed=self.before)
        self._start, self._told = time.perf_counter(), -math.inf
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bar.stop()

    def update(self, done: int, loss: float) -> None:
        """Show that `done` steps were taken, the last one with this loss."""
        self._recent.append(loss)
        now = time.perf_counter()
        per_step = (now - self._start) / (done - self.before)
        left = timedelta(seconds=round(per_step * (self.steps - done)))
        text = f"loss {self.loss:.4f}  {self.tokens_per_step / per_step:,.0f} tokens/s  ETA {left}"
        self._bar.update(self._task, completed=done, description=text)
        if self._bar.disable and (now - self._told >= LINE_SECONDS or done == self.steps):
            self._told = now
            say(f"  step {done:,} of {self.steps:,}  {text}")
            sys.stdout.flush()  # so that a log shows it now
