"""`grader grade`: a class of submissions, each judged in a sandbox, with the same secret seed for all."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from grader.cli.grade_progress import GradingProgress
from grader.cli.options import SEED
from grader.cli.terminal import relative_path, say
from grader.course import registry
from grader.errors import BadInput, ExitCode, GraderError
from grader.instructor.assignments import Assignment, Course, of_exercises
from grader.instructor.batch import executors, submissions
from grader.instructor.batch.grade_class import GradingRequest, OpenExecutor, SeedOf, grade_class
from grader.instructor.batch.verdict_store import VERDICTS, VerdictStore
from grader.instructor.course_secret import assignment_seed, make_course_secret
from grader.instructor.read_assignments import FILE as ASSIGNMENTS
from grader.instructor.read_assignments import read_course
from grader.instructor.release.course_folder import named_assignment, required_part
from grader.instructor.reports.class_statistics import ClassStatistics
from grader.instructor.reports.pages import check_templates
from grader.instructor.reports.write_reports import WrittenReports, write_reports
from grader.instructor.results import StudentState
from grader.instructor.worker_processes import processor_count
from grader.judge.sandbox.bubblewrap import SandboxUnavailable
from grader.paths import solutions

SHOWN_ERRORS = 20
"""Lines about submissions to look at; the report has the others."""

SHOWN_MISTAKES = 3

Flag = Annotated[bool, Parameter(negative="")]


def grade_(
    folder: Path,
    *,
    out: Path = Path("grades.csv"),
    only: Annotated[list[str], Parameter(consume_multiple=True, negative="")] = (),
    assignment: str | None = None,
    course: Path = Path(),
    jobs: int | None = None,
    dask: str | None = None,
    seed: Annotated[int | None, SEED] = None,
    per_student: Flag = False,
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
    assignment
        Grade this assignment of the course's assignments.toml: its exercises, points, deadline and late rule.
    course
        The folder that has assignments.toml and the secret; this one where nothing is said.
    jobs
        Processes; one for each core where nothing is said.
    dask
        Judge on the workers of the Dask cluster whose scheduler is at this address, such as tcp://10.0.0.1:8786.
    seed
        Draw the inputs from this seed instead of the secret.
    per_student
        Give each student other numbers, of the same shapes; all have the same where nothing is said.
    notebooks
        Grade the notebooks even where .py files stand beside them.
    again
        Judge anew what was judged before.
    sandbox
        Judge in a sandbox. This is so unless --unsandboxed is said.
    unsandboxed
        Let students' code run as you: it can read and change what you can.
    """
    chosen, asked = _of_course(course, assignment, only)
    names = asked.exercises
    folders = submissions.student_folders(folder)
    out = _checked(out)
    check_templates()
    if unsandboxed:
        say("Students' code runs without a sandbox: as you, with what you may read and write.", "yellow")
    per_student = per_student or chosen.per_student
    seeds = _seeds(course if assignment else out.parent, asked.name, seed, per_student=per_student)
    request = GradingRequest(
        asked, seeds, not unsandboxed, prefer_notebooks=notebooks, again=again, lent=tuple(chosen.lent)
    )
    with VerdictStore(out.parent / VERDICTS) as store, GradingProgress(len(folders)) as progress:
        try:
            grading = grade_class(folders, request, store, _executor(jobs, dask), progress.update)
        except SandboxUnavailable as error:
            raise GraderError(f"{error} Nothing was graded. --unsandboxed runs students' code as you.") from None
        reports = write_reports(grading.results(), names, out)
    say(
        f"{reports.statistics.summary}; {grading.verdict_count:,} verdicts given in {progress.seconds:.0f} s",
        "bold",
    )
    _show(reports, out)
    for name in submissions.stray_files(folder):
        say(f"  {name} is no folder, and was not graded. Unpack it into a folder named for the student.", "yellow")
    if grading.interrupted:
        say("interrupted: what was graded is kept; the same command goes on from here.", "yellow")
        return ExitCode.INTERRUPTED
    return _exit_code(reports.statistics)


def _of_course(course: Path, name: str | None, only: list[str]) -> tuple[Course, Assignment]:
    """Return the course and the assignment to grade: one of assignments.toml, or the exercises that were named."""
    if name is None:
        return Course(()), of_exercises(chosen_exercises(only))
    if only:
        raise BadInput("--assignment says which exercises: leave --only out.")
    chosen_exercises([])
    if not (course / ASSIGNMENTS).is_file():
        raise BadInput(f"{course / ASSIGNMENTS} is missing. Name its folder: --course DIR.")
    chosen = read_course(course)
    return chosen, named_assignment(chosen, name)


def chosen_exercises(only: list[str]) -> tuple[str, ...]:
    """Return the exercises to grade, in the order of the ladder. Raises BadInput for an unknown one."""
    solutions("`grader grade` puts the known mistakes to its checks, which are the solutions but for a line")
    chosen: set[str] = set()
    for word in only:
        chosen |= {word} if word in registry.all_names() else {*registry.names(required_part(word))}
    return tuple(name for name in registry.all_names() if name in chosen or not chosen)


def _seeds(folder: Path, assignment: str, seed: int | None, *, per_student: bool) -> SeedOf:
    """Return what gives a student's seed: the one that was named, or one of the secret in `folder`."""
    if seed is not None:
        if per_student:
            raise BadInput("--seed is one seed for all: leave --per-student out.")
        return lambda student: seed
    secret = make_course_secret(folder)
    return lambda student: assignment_seed(secret, assignment, student if per_student else "")


def _checked(out: Path) -> Path:
    """Return the CSV's absolute path, and make .grader/ next to it. Raises BadInput for a path that will not do."""
    if out.suffix != ".csv":
        raise BadInput(f"--out takes a file that ends in .csv, not {out}.")
    if out.is_dir():
        raise BadInput(f"{out} is a folder. Name a file that ends in .csv.")
    try:
        (out.absolute().parent / VERDICTS).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BadInput(f"{out.parent} cannot be written to: {error.strerror}. Name another place by --out.") from None
    return out.absolute()


def _executor(jobs: int | None, dask: str | None) -> OpenExecutor:
    if jobs is not None and (jobs < 1 or dask):
        raise BadInput("--jobs takes a whole number of 1 or more, and does not go with --dask.")
    if dask:
        return functools.partial(executors.dask_executor, dask)
    return functools.partial(executors.local_executor, jobs or processor_count())


def _show(reports: WrittenReports, out: Path) -> None:
    """Show what to look at, the most frequent mistakes, and where the files are."""
    errors = reports.statistics.errors
    for student, error in errors[:SHOWN_ERRORS]:
        say(f"  {student}: {error}", "yellow")
    if len(errors) > SHOWN_ERRORS:
        say(f"  and {len(errors) - SHOWN_ERRORS} more, in the report", "yellow")
    for made in reports.statistics.mistakes()[:SHOWN_MISTAKES]:
        say(f"  {made.count} made {made.mistake} in {made.exercise}")
    for kept in reports.kept:
        say(f"  {relative_path(kept)} is what stood there before: it was changed since it was written", "yellow")
    folder = relative_path(out.absolute().with_suffix(""))
    say(
        f"  {relative_path(out.absolute())}, and in {folder}/: report.html, report.md, students/, by_exercise.csv, "
        "junit.xml, gradescope/"
    )


def _exit_code(statistics: ClassStatistics) -> int:
    states = {row.state for row in statistics.students}
    if StudentState.GRADER_ERROR in states:
        return ExitCode.GRADER_FAILED
    return ExitCode.NOT_PASSED if StudentState.UNREADABLE in states else ExitCode.PASSED
