"""The progress of a benchmark: one bar, which begins anew with each side and task."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import TaskProgressColumn, TimeElapsedColumn, TimeRemainingColumn

from grader.cli.progress_bar import bar
from grader.lab.benchmark.measure import OnProgress


@contextmanager
def benchmark_progress() -> Iterator[OnProgress]:
    """Show a bar, and give the callback that moves it; for each side and task it begins anew."""
    with bar(TaskProgressColumn(), TimeElapsedColumn(), TimeRemainingColumn()) as progress:
        task, shown = progress.add_task("", visible=False), ""

        def on_progress(label: str, read: int, total: int) -> None:
            nonlocal shown
            if label != shown:
                shown = label
                progress.reset(task, total=total, completed=read, description=label, visible=True)
            progress.update(task, completed=read)

        yield on_progress
