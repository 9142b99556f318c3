"""Judge notebooks before nbgrader comes to them: it converts one at a time, and leaves other processors idle."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from grader.course import registry
from grader.instructor.batch.executors import end_with_parent
from grader.instructor.nbgrader_plugin.notebook_pieces import GradingPaths, resolve_notebook_pieces
from grader.instructor.nbgrader_plugin.overlay_submission import overlaid_texts, read_released
from grader.instructor.notebooks.read_notebook import NotGraded, read_cells
from grader.instructor.notebooks.source_notebook import as_text
from grader.judge.evaluation import Evaluation
from grader.judge.finding import Finding
from grader.judge.grade_files import ExerciseOutcome, grade_files
from grader.judge.sandbox.sandbox_cache import SandboxCache, process_cache

FEW = 2
"""Notebooks still to come for which it is worth while to start processes."""


@dataclass(frozen=True)
class NotebookTask:
    """One notebook to judge: its files by "partNN_topic.NAME", and the exercises asked."""

    files: dict[str, str]
    names: tuple[str, ...]
    seed: int
    sandboxed: bool


UpcomingNotebook = tuple[Path, Callable[[], NotebookTask | None]]
"""A notebook that nbgrader will come to, and what reads it."""


class Prefetcher:
    """Processes that judge the next notebooks while nbgrader is at one; `jobs` of them, and none for 1.

    What they were given is compared with what is asked for when nbgrader comes to it, so that guessing what comes next
    decides no score. They are forks of this process, made once it has judged a notebook: they have its part's truths.
    """

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._begun: dict[Path, tuple[NotebookTask, Future]] = {}

    def outcomes(
        self, path: Path, work: NotebookTask, upcoming: Iterator[UpcomingNotebook], jobs: int
    ) -> dict[str, ExerciseOutcome]:
        """Return the outcomes of the notebook at `path`; `upcoming` are those after it. Raises what judging raises."""
        begun, future = self._begun.pop(path, (None, None))
        if begun != work:
            found = _mark(work, process_cache() if jobs == 1 else None)
            self._begin(upcoming, jobs)
            return found
        self._begin(upcoming, jobs)
        try:
            return future.result()
        except BrokenExecutor:  # by this notebook or by another: that shows here
            self.close()
            return _mark(work)
        finally:
            if not self._begun:
                self.close()

    def close(self) -> None:
        """End the processes."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool, self._begun = None, {}

    def _begin(self, upcoming: Iterator[UpcomingNotebook], jobs: int) -> None:
        """Hand out what comes next, one more than there are processes, so that none of them waits."""
        following = list(islice(upcoming, jobs + 1)) if jobs > 1 else []
        if not self._pool and len(following) >= FEW:
            self._pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), _start)
        try:
            for path, foreseen in following if self._pool else ():
                if path not in self._begun and (work := foreseen()):
                    self._begun[path] = work, self._pool.submit(_judge, work)
        except BrokenExecutor:
            self.close()


def upcoming_notebooks(converter: Any, place: dict[str, str], seed: int, sandboxed: bool) -> Iterator[UpcomingNotebook]:
    """Yield the submissions that nbgrader's converter will come to after this one, as far as that can be foreseen."""
    course, assignment = converter.coursedir, place["assignment"]
    asked = course.format_path(course.submitted_directory, "(?P<student>.*)", re.escape(assignment), escape=True)
    now = str(submitted(course, place).parent)
    for folder in sorted(folder for folder in converter.assignments if folder > now):
        found = re.fullmatch(asked, folder)
        then = {**place, "student": found["student"]} if found else {}
        if then and (converter.force or not _graded(course, then)):
            yield submitted(course, then), partial(_foreseen, course, then, seed, sandboxed)


def submitted(course: Any, place: dict[str, str]) -> Path:
    """Return where a student's notebook was handed in."""
    folder = course.format_path(course.submitted_directory, place["student"], place["assignment"])
    return Path(folder) / f"{place['notebook']}.ipynb"


def _graded(course: Any, place: dict[str, str]) -> bool:
    return os.path.exists(course.format_path(course.autograded_directory, place["student"], place["assignment"]))


def _foreseen(course: Any, place: dict[str, str], seed: int, sandboxed: bool) -> NotebookTask | None:
    """Return the work that a submission will make; None for one that is no notebook, whose turn will tell why."""
    places = GradingPaths.of(course, place)
    try:
        texts, _ = overlaid_texts(read_released(places.released), read_cells(submitted(course, place)))
    except (NotGraded, OSError):
        return None
    own = {name: as_text(texts[name]) for name in registry.all_names() if name in texts}
    return notebook_task(own, places, seed, sandboxed)[0]


def notebook_task(
    own: dict[str, str], places: GradingPaths, seed: int, sandboxed: bool
) -> tuple[NotebookTask, list[str]]:
    """Return the work that a notebook's own texts make, and the names of the pieces that it borrows."""
    files, borrowed = resolve_notebook_pieces(own, places.submitted)
    return NotebookTask(files, tuple(own), seed, sandboxed), borrowed


def _start() -> None:
    """Begin a process: Ctrl-C ends it, and so does the end of nbgrader."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=end_with_parent, daemon=True).start()
    threadpool_limits(1)


def _judge(work: NotebookTask) -> dict[str, ExerciseOutcome]:
    return {name: _portable(outcome) for name, outcome in _mark(work, process_cache()).items()}


def _mark(work: NotebookTask, cache: SandboxCache | None = None) -> dict[str, ExerciseOutcome]:
    return grade_files(work.files, work.names, work.seed, sandboxed=work.sandboxed, cache=cache)


def _portable(outcome: ExerciseOutcome) -> ExerciseOutcome:
    """Return an outcome that can go to another process: what its checks would ask stays here."""
    if outcome.verdict:
        results = [(replace(check, ask=_asked), finding) for check, finding in outcome.verdict.results]
        return replace(outcome, verdict=replace(outcome.verdict, results=results))
    return outcome


def _asked(evaluation: Evaluation) -> Finding:
    raise RuntimeError("this check was asked in another process")
