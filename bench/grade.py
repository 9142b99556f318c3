"""How long a class takes: `python -m bench.grade [COUNT ...]` prints figures and asserts nothing.

Submissions are synthetic, of the whole course, each with texts of its own, so that none shares a verdict with another.
They are judged in sandboxes, one process per core. Progress goes to stderr; Ctrl-C ends it, and what was printed stays.
"""

from __future__ import annotations

import contextlib
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from cyclopts import App

from bench.command import at_least_one, run_app
from grader.cli.grade_progress import GradingProgress
from grader.course import registry
from grader.instructor.assignments import of_exercises
from grader.instructor.batch import executors, submissions
from grader.instructor.batch.grade_class import GradingRequest, grade_class
from grader.instructor.batch.grading_task import Judge
from grader.instructor.batch.verdict_store import VERDICTS, VerdictStore
from grader.instructor.judge_task import run_judge_task
from grader.instructor.reports.write_reports import write_reports
from grader.instructor.worker_processes import processor_count
from grader.judge.grade_files import shared_evaluation
from grader.judge.judge import judge_submission
from grader.judge.sandbox.worker import Worker
from tests.instructor.batch import standin, synthetic

COUNTS = (10, 100)
THOUSAND = 1000


app = App(name="bench.grade", help="Measure how long a class takes. Nothing is asserted.")


@app.default
def grade(*counts: int) -> int:
    """Print every figure.

    Parameters
    ----------
    counts
        Submissions of the classes that are graded; without any, 10 and 100.
    """
    for count in counts:
        at_least_one("COUNT", count)
    counts = counts or COUNTS
    cores = processor_count()
    print(
        f"{platform.machine()}, {cores} cores, Python {platform.python_version()}, "
        f"{len(registry.all_names())} exercises"
    )
    for line in chain(_sandbox(), _growth(counts, cores), _all_but_the_judging(cores)):
        print(line, flush=True)
    return 0


def _sandbox() -> Iterator[str]:
    """Time the start of a sandbox, of a process for an item in it, and a verdict on each exercise."""
    files = {place.removesuffix(".py").replace("/", "."): text for place, text in synthetic.submission(0).items()}
    exercises = [registry.entry(name) for name in registry.all_names()]
    starts, items, verdicts = [], [], []
    for _ in range(5):
        with Worker(files) as worker:
            first = _seconds(partial(worker.submission, exercises[0]))
            items.append(_seconds(partial(worker.submission, exercises[0])))
            starts.append(first - items[-1])
    with Worker(files) as worker:
        for exercise in (*exercises, *exercises):  # the first round finds the truth and the controls
            verdicts.append(_seconds(partial(_judge, worker, exercise)))
    warm = verdicts[len(exercises) :]
    yield f"sandbox: start {1e3 * statistics.median(starts):.0f} ms, an item {1e3 * statistics.median(items):.1f} ms"
    yield (
        f"a verdict through it: median {1e3 * statistics.median(warm):.0f} ms, most {1e3 * max(warm):.0f} ms; "
        f"all {len(exercises)}: {sum(warm):.2f} s, the first time in a process {sum(verdicts[: len(exercises)]):.2f} s"
    )


def _judge(worker: Worker, exercise: registry.Exercise) -> None:
    judge_submission(exercise, worker.submission(exercise), 1, shared=shared_evaluation(exercise.name, 1, False))


def _growth(counts: tuple[int, ...], cores: int) -> Iterator[str]:
    """Time `grader grade` on classes of growing size, and say what a thousand would take."""
    each = 0.0
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            synthetic.write(Path(folder) / "class", count)
            took = _seconds(partial(_grade, Path(folder), cores))
        each = took / count
        yield f"{count} submissions: {took / 60:.1f} min, {each:.2f} s each, {60 / each:.0f} per minute"
    if THOUSAND not in counts:
        yield f"{THOUSAND} submissions, extrapolated from the last line: {THOUSAND * each / 60:.0f} min"


def _all_but_the_judging(cores: int) -> Iterator[str]:
    """Time a thousand submissions with a judge that answers at once: what reading, keeping and writing take."""
    with tempfile.TemporaryDirectory() as folder:
        synthetic.write(Path(folder) / "class", THOUSAND)
        took = _seconds(partial(_grade, Path(folder), cores, standin.judge))
        again = _seconds(partial(_grade, Path(folder), cores, standin.judge))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield (
        f"{THOUSAND} submissions, all but the judging: {took:.0f} s; graded already, read and written again: "
        f"{again:.0f} s; peak memory of the process in front {peak:.0f} MB"
    )


def _grade(folder: Path, jobs: int, judge: Judge = run_judge_task) -> None:
    """Grade the class in `folder` as the command does."""
    names, folders = registry.all_names(), submissions.student_folders(folder / "class")
    request = GradingRequest(of_exercises(names), lambda student: 1, judge=judge)
    with VerdictStore(folder / VERDICTS) as store:
        with contextlib.redirect_stdout(sys.stderr), GradingProgress(len(folders)) as progress:
            grading = grade_class(folders, request, store, partial(executors.local_executor, jobs), progress.update)
        write_reports(grading.results(), names, folder / "grades.csv")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    run_app(app)
