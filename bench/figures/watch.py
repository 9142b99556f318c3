"""How long `grader watch` takes from a saved file to its verdict: a process forked from one that is warm.

What no verdict in a process of its own can be below is a fork that runs the file and ends.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.figure import MEDIAN, WORST, Figure, Goal, Work
from grader.errors import BadInput, GraderError
from grader.paths import ENVIRONMENT, MARKER, SOLUTIONS

SECONDS = 60.0
"""The most that a verdict may take."""


def _jobs(job_of: Callable[[str], Callable[[], object]]) -> Work:
    """Return a round of every exercise's job, each in a process forked as `watch` forks it, in a solved workspace."""
    from grader.runner import platform

    if not platform.CAN_FORK:
        raise BadInput("This system cannot fork, and what is measured is a fork.")
    workspace = Path(tempfile.mkdtemp())
    (workspace / MARKER).touch()
    shutil.copytree(SOLUTIONS, workspace / "exercises", ignore=shutil.ignore_patterns("__pycache__"))
    os.environ[ENVIRONMENT] = str(workspace)

    from grader.cli.watch import exercise_jobs
    from grader.cli.watch.child_job import ChildJob
    from grader.cli.watch.start_process import wait_readable
    from grader.course import registry

    exercise_jobs.preload_course()
    names = registry.all_names()
    for name in names:
        exercise_jobs.preload_exercise(name)

    def seconds(name: str) -> float:
        start = time.perf_counter()
        job = ChildJob(job_of(name), name, SECONDS)
        while (result := job.result()) is None:
            wait_readable([job], job.seconds_left())
        if not (result.completed and result.value):
            raise GraderError(f"{name} did not pass, so its time says nothing: {result.text}")
        return time.perf_counter() - start

    return lambda: {name: seconds(name) for name in names}


def verdicts() -> Work:
    """Return a round of verdicts."""
    from grader.cli.watch.exercise_jobs import check_exercise

    return _jobs(lambda name: partial(check_exercise, name, SECONDS))


def runs() -> Work:
    """Return a round of running each file with the pieces that it imports, and no more."""
    return _jobs(lambda name: partial(_run, name))


def _run(name: str) -> bool:
    from grader.course import registry
    from grader.paths import exercises
    from grader.runner.tree import Tree

    return hasattr(Tree(exercises()).load(registry.part_of(name), name), name)


FIGURE = Figure(
    title="`watch`, from save to verdict",
    sides={"verdict": verdicts, "fork and run": runs},
    goals=(Goal("verdict", "fork and run", entry=MEDIAN), Goal("verdict", "fork and run", entry=WORST)),
    entry_goals={MEDIAN: 0.040},
)
