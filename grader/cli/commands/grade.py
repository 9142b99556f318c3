"""`grader grade`: a class of submissions, each judged in a sandbox, with the same secret seed for all."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from grader.cli.grade_progress import GradingProgress
from grader.cli.options import SEED
from grader.cli.terminal import say, short
from grader.course import registry
from grader.errors import BadInput, GraderError
from grader.instructor.batch import executors, submissions
from grader.instructor.batch.grade_class import ClassGrading, GradingRequest
from grader.instructor.batch.verdict_store import VerdictStore
from grader.instructor.release.course_folder import part_named
from grader.instructor.reports import write_reports
from grader.instructor.reports.class_statistics import ClassStatistics
from grader.instructor.reports.managed_files import ManagedFiles
from grader.instructor.secret_seed import make_secret_seed
from grader.judge.sandbox.bubblewrap import SandboxUnavailable
from grader.paths import solutions

Flag = Annotated[bool, Parameter(negative="")]


def grade_(
    folder: Path,
    *,
    out: Path = Path("grades.csv"),
    only: Annotated[list[str], Parameter(consume_multiple=True, negative="")] = (),
    jobs: int | None = None,
    dask: str | None = None,
    seed: Annotated[int | None, SEED] = None,
    notebooks: Flag = False,
    again: Flag = False,
    sandbox: Flag = True,
    unsandboxed: Flag = False,
) -> int:
    """Grade the submissions in FOLDER, which holds a folder for each student.

    Writes grades.csv, and beside it a folder grades/ with a page and a JSON file for each student, by_exercise.csv,
    junit.xml, Gradescope's results.json, and the instructor's report. Exit code 0: all graded; 1: a submission could
    not be read; 3: the grader failed on an exercise, which then has no points.

    Parameters
    ----------
    folder
        FOLDER/STUDENT/partNN_topic/NAME.py (or below exercises/), or FOLDER/STUDENT/*.ipynb, or a folder further down.
    out
        The CSV to write; .grader/ beside it keeps the seed and the verdicts.
    only
        Grade these exercises or parts: --only matmul part04_loss.
    jobs
        Processes; one for each core where nothing is said.
    dask
        Judge on the workers of the Dask cluster whose scheduler is at this address, such as tcp://10.0.0.1:8786.
    seed
        Draw the inputs from this seed instead of the secret one.
    notebooks
        Grade the notebooks even where .py files stand beside them.
    again
        Judge anew what was judged before.
    sandbox
        Judge in a sandbox. This is so unless --unsandboxed is said.
    unsandboxed
        Let students' code run as you: it can read and change what you can.
    """
    names = _chosen(only)
    folders = submissions.student_folders(folder)
    place = _place(out)
    sandboxed = not unsandboxed
    if unsandboxed:
        say("Students' code runs without a sandbox: as you, with what you may read and write.", "yellow")
    asked = GradingRequest(names, make_secret_seed(place) if seed is None else seed, sandboxed, notebooks, again)
    with VerdictStore(place / ".grader" / "verdicts.sqlite") as store, GradingProgress(len(folders)) as watch:
        it = ClassGrading(folders, asked, store)
        interrupted = False
        try:
            it.grade(_workers(jobs, dask), watch.update)
        except KeyboardInterrupt:
            interrupted = True
        except SandboxUnavailable as why:
            raise GraderError(f"{why} Nothing was graded. --unsandboxed runs students' code as you.") from None
        census = write_reports.write_reports(it.results(), names, out.name, written := _written(place))
    _tell(census, it, watch.seconds, out, written)
    for name in submissions.stray_files(folder):
        say(f"  {name} is no folder, and was not graded. Unpack it into a folder named for the student.", "yellow")
    if interrupted:
        say("interrupted: what was graded is kept; the same command goes on from here.", "yellow")
        return 130
    states = {state for _, state, _ in census.students}
    return 3 if "grader error" in states else 1 if "unreadable" in states else 0


def _chosen(only: list[str]) -> tuple[str, ...]:
    """Return the exercises to grade, in the order of the ladder. Raises BadInput for an unknown one."""
    solutions("`grader grade` puts the known mistakes to its checks, which are the solutions but for a line")
    wanted: set[str] = set()
    for word in only:
        wanted |= {word} if word in registry.all_names() else {*registry.names(part_named(word))}
    return tuple(name for name in registry.all_names() if name in wanted or not wanted)


def _place(out: Path) -> Path:
    if out.suffix != ".csv":
        raise BadInput(f"--out takes a file that ends in .csv, not {out}.")
    if out.is_dir():
        raise BadInput(f"{out} is a folder. Name a file that ends in .csv.")
    try:
        (out.absolute().parent / ".grader").mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BadInput(f"{out.parent} cannot be written to: {error.strerror}. Name another place by --out.") from None
    return out.absolute().parent


def _workers(jobs: int | None, dask: str | None):
    if jobs is not None and (jobs < 1 or dask):
        raise BadInput("--jobs takes a whole number of 1 or more, and does not go with --dask.")
    if dask:
        return functools.partial(executors.dask_executor, dask)
    return functools.partial(executors.local_executor, jobs or executors.processor_count())


def _written(place: Path) -> ManagedFiles:
    return ManagedFiles(place, place / ".grader" / "written.json")


def _tell(census: ClassStatistics, it: ClassGrading, seconds: float, out: Path, written: ManagedFiles) -> None:
    say(f"{census.outcome}; {it.graded:,} verdicts given in {seconds:.0f} s", "bold")
    for student, error in census.errors[:20]:
        say(f"  {student}: {error}", "yellow")
    if len(census.errors) > 20:
        say(f"  and {len(census.errors) - 20} more, in the report", "yellow")
    for made in census.mistakes()[:3]:
        say(f"  {made.count} made {made.mistake} in {made.exercise}")
    for kept in written.kept:
        say(f"  {short(kept)} is what stood there before: it was changed since it was written", "yellow")
    folder = short(out.absolute().with_suffix(""))
    say(
        f"  {short(out.absolute())}, and in {folder}/: report.html, report.md, students/, by_exercise.csv, junit.xml,"
        " gradescope/"
    )
