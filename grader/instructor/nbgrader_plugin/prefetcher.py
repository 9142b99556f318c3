"""Judge notebooks before nbgrader comes to them: it converts one at a time, and leaves other processors idle."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from grader.course import registry
from grader.instructor.judge_task import JudgeTask, run_judge_task
from grader.instructor.nbgrader_plugin.notebook_pieces import GradingPaths, resolve_notebook_pieces
from grader.instructor.nbgrader_plugin.overlay_submission import overlaid_texts, read_released
from grader.instructor.notebooks.read_notebook import NotGraded, read_cells
from grader.instructor.notebooks.source_notebook import as_text
from grader.instructor.worker_processes import process_pool
from grader.judge.evaluation import Evaluation
from grader.judge.finding import Finding
from grader.judge.grade_files import ExerciseOutcome

MIN_UPCOMING = 2
"""Notebooks still to come for which it is worth while to start processes."""

UpcomingNotebook = tuple[Path, Callable[[], JudgeTask | None]]
"""The path of a notebook that nbgrader will come to, and what makes its task."""


class Prefetcher:
    """A pool of processes that judges the next notebooks while nbgrader is at one.

    A prefetched outcome is used only if its task equals the one that nbgrader's turn makes, so guessing what comes
    next decides no score. The processes are forks of this one, made once it has judged a notebook: they inherit what
    it has computed about the part's exercises.
    """

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._prefetched: dict[Path, tuple[JudgeTask, Future]] = {}

    def outcomes(
        self, path: Path, task: JudgeTask, upcoming: Iterator[UpcomingNotebook], jobs: int
    ) -> dict[str, ExerciseOutcome]:
        """Return the outcomes of the notebook at `path`, and prefetch those of `upcoming` with `jobs` processes.

        One job is this process: nothing is prefetched. Raises whatever judging raises.
        """
        prefetched_task, future = self._prefetched.pop(path, (None, None))
        if future is None or prefetched_task != task:
            outcomes = run_judge_task(task, reuse_sandbox=jobs == 1)
            self._prefetch(upcoming, jobs)
            return outcomes
        self._prefetch(upcoming, jobs)
        try:
            return future.result()
        except BrokenExecutor:  # this notebook's process died or another's did: judging it here shows which
            self.close()
            return run_judge_task(task, reuse_sandbox=False)
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
    converter: Any, current: dict[str, str], seed: int, sandboxed: bool
) -> Iterator[UpcomingNotebook]:
    """Yield the submissions that nbgrader's converter will come to after `current`, as far as can be foreseen.

    `current` holds nbgrader's names of a submission: student, assignment and notebook.
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
            yield submitted(course, names), partial(_upcoming_task, course, names, seed, sandboxed)


def submitted(course: Any, names: dict[str, str]) -> Path:
    """Return where a student's notebook was handed in."""
    folder = course.format_path(course.submitted_directory, names["student"], names["assignment"])
    return Path(folder) / f"{names['notebook']}.ipynb"


def notebook_task(own: dict[str, str], paths: GradingPaths, seed: int, sandboxed: bool) -> tuple[JudgeTask, list[str]]:
    """Return the task of judging a notebook's own texts, and the names of the pieces that it borrows."""
    files, borrowed = resolve_notebook_pieces(own, paths.submitted)
    return JudgeTask(files, tuple(own), seed, sandboxed), borrowed


def _is_graded(course: Any, names: dict[str, str]) -> bool:
    return os.path.exists(course.format_path(course.autograded_directory, names["student"], names["assignment"]))


def _upcoming_task(course: Any, names: dict[str, str], seed: int, sandboxed: bool) -> JudgeTask | None:
    """Return the task that a submission will make; None for what is no notebook: its own turn reports why."""
    paths = GradingPaths.of(course, names)
    try:
        texts, _ = overlaid_texts(read_released(paths.released), read_cells(submitted(course, names)))
    except (NotGraded, OSError):
        return None
    own = {name: as_text(texts[name]) for name in registry.all_names() if name in texts}
    return notebook_task(own, paths, seed, sandboxed)[0]


def _judge(task: JudgeTask) -> dict[str, ExerciseOutcome]:
    """Judge a notebook in a process of the pool."""
    return {name: _without_closures(outcome) for name, outcome in run_judge_task(task).items()}


def _without_closures(outcome: ExerciseOutcome) -> ExerciseOutcome:
    """Return an outcome that pickle takes: its checks hold what they found, and can no longer be run."""
    if outcome.verdict:
        results = [(replace(check, ask=_cannot_run), finding) for check, finding in outcome.verdict.results]
        return replace(outcome, verdict=replace(outcome.verdict, results=results))
    return outcome


def _cannot_run(evaluation: Evaluation) -> Finding:
    raise RuntimeError("this check ran in another process")
