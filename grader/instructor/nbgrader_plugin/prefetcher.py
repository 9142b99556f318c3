"""Judge notebooks before nbgrader comes to them: it converts one at a time, and leaves other processors idle."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from grader.instructor.nbgrader_plugin.notebook_grading import NotebookOutcome, NotebookTask, run_notebook_task
from grader.instructor.worker_processes import process_pool

MIN_UPCOMING = 2
"""Notebooks still to come for which it is worth while to start processes."""

UpcomingNotebook = tuple[Path, Callable[[], NotebookTask | None]]
"""The path of a notebook that nbgrader will come to, and what makes its task."""


class Prefetcher:
    """A pool of processes that judges the next notebooks while nbgrader is at one.

    A prefetched outcome is used only if its task equals the one that nbgrader's turn makes, so guessing what comes
    next decides no score. The processes are forks of this one, made once it has judged a notebook: they inherit what
    it has computed about the part's exercises.
    """

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._prefetched: dict[Path, tuple[NotebookTask, Future]] = {}

    def outcomes(
        self, path: Path, task: NotebookTask, upcoming: Iterator[UpcomingNotebook], jobs: int
    ) -> NotebookOutcome:
        """Return the outcomes of the notebook at `path`, and prefetch those of `upcoming` with `jobs` processes.

        One job is this process: nothing is prefetched. Raises whatever judging raises.
        """
        prefetched_task, future = self._prefetched.pop(path, (None, None))
        if future is None or prefetched_task != task:
            outcomes = run_notebook_task(task, reuse_sandbox=jobs == 1)
            self._prefetch(upcoming, jobs)
            return outcomes
        self._prefetch(upcoming, jobs)
        try:
            return future.result()
        except BrokenExecutor:  # this notebook's process died or another's did: judging it here shows which
            self.close()
            return run_notebook_task(task, reuse_sandbox=False)
        finally:
            if not self._prefetched:
                self.close()

    def close(self) -> None:
        """End the processes."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool, self._prefetched = None, {}

    def _prefetch(self, upcoming: Iterator[UpcomingNotebook], jobs: int) -> None:
        """Submit the next notebooks, one more than there are processes, so that none of them waits."""
        following = list(islice(upcoming, jobs + 1)) if jobs > 1 else []
        if not self._pool and len(following) >= MIN_UPCOMING:
            self._pool = process_pool(jobs, "fork")
        if not self._pool:
            return
        try:
            for path, make_task in following:
                if path not in self._prefetched and (task := make_task()):
                    self._prefetched[path] = task, self._pool.submit(_judge, task)
        except BrokenExecutor:
            self.close()


def upcoming_notebooks(
    converter: Any, current: dict[str, str], make_task: Callable[[dict[str, str]], NotebookTask | None]
) -> Iterator[UpcomingNotebook]:
    """Yield the submissions that nbgrader's converter will come to after `current`, as far as can be foreseen.

    `current` holds nbgrader's names of a submission: student, assignment and notebook. `make_task` makes the task of
    another, or None of what is no notebook: its own turn reports why.
    """
    course, assignment = converter.coursedir, current["assignment"]
    pattern = course.format_path(course.submitted_directory, "(?P<student>.*)", re.escape(assignment), escape=True)
    current_folder = str(submitted(course, current).parent)
    for folder in sorted(folder for folder in converter.assignments if folder > current_folder):
        match = re.fullmatch(pattern, folder)
        if not match:
            continue
        names = {**current, "student": match["student"]}
        if converter.force or not _is_graded(course, names):
            yield submitted(course, names), partial(make_task, names)


def submitted(course: Any, names: dict[str, str]) -> Path:
    """Return where a student's notebook was handed in."""
    folder = course.format_path(course.submitted_directory, names["student"], names["assignment"])
    return Path(folder) / f"{names['notebook']}.ipynb"


def _is_graded(course: Any, names: dict[str, str]) -> bool:
    return os.path.exists(course.format_path(course.autograded_directory, names["student"], names["assignment"]))


def _judge(task: NotebookTask) -> NotebookOutcome:
    """Judge a notebook in a process of the pool."""
    return run_notebook_task(task).without_closures()
