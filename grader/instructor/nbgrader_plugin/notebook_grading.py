"""The grading of one notebook: what was handed in, laid over what was released, and what of it is to be judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import is_solution

from grader.course import registry
from grader.errors import GraderError
from grader.instructor.judge_task import JudgeTask, run_judge_task, run_own_tests
from grader.instructor.nbgrader_plugin.keep_release import put_back
from grader.instructor.nbgrader_plugin.notebook_pieces import GradingPaths, resolve_notebook_pieces
from grader.instructor.nbgrader_plugin.own_tests import own_tests
from grader.instructor.nbgrader_plugin.points_cells import judged_exercises
from grader.instructor.nbgrader_plugin.undecided import built_on_absent, gone_exercises, undecided, used
from grader.instructor.notebooks.answers import answers
from grader.instructor.notebooks.read_notebook import NotGraded, read_cells
from grader.instructor.notebooks.source_notebook import DERIVATION, MARKS, as_text
from grader.instructor.release_record import release_record
from grader.judge.evaluation import Evaluation
from grader.judge.finding import Finding
from grader.judge.grade_files import ExerciseOutcome
from grader.judge.own_test_cell import TestCell, TestOutcome


@dataclass(frozen=True)
class NotebookTask:
    """What to judge of a notebook, as plain data: exercises, and the instructor's own tests."""

    judge: JudgeTask
    tests: tuple[TestCell, ...] = ()


@dataclass(frozen=True)
class NotebookOutcome:
    """What came of it: the exercises' outcomes by name, the tests' by grade_id."""

    exercises: Mapping[str, ExerciseOutcome]
    tests: Mapping[str, TestOutcome]

    def without_closures(self) -> NotebookOutcome:
        """Return an outcome that pickle takes: its checks hold what they found, and can no longer be run."""
        return replace(self, exercises={name: _without_closures(outcome) for name, outcome in self.exercises.items()})


@dataclass(frozen=True)
class NotebookGrading:
    """One notebook with its answers: the task, the pieces that are borrowed from the solutions, and notes by cell.

    `undecided` maps the cells with points that this version of the course cannot decide, by grade_id, to the reason;
    `answers` are the sources of all answers by grade_id.
    """

    task: NotebookTask
    borrowed: list[str]
    notes: Mapping[str, str]
    missing: list[str]
    undecided: Mapping[str, str]
    answers: Mapping[str, str]


def run_notebook_task(task: NotebookTask, *, reuse_sandbox: bool = True) -> NotebookOutcome:
    """Judge a notebook in this process. Raises SandboxUnavailable where no sandbox can be had."""
    exercises = run_judge_task(task.judge, reuse_sandbox=reuse_sandbox)
    sandboxed = task.judge.sandboxed
    tests = run_own_tests(task.tests, task.judge.files, sandboxed=sandboxed, reuse_sandbox=reuse_sandbox)
    return NotebookOutcome(exercises, tests)


def notebook_grading(
    path: Path, paths: GradingPaths, sources: Mapping[str, str], seed: int, sandboxed: bool
) -> NotebookGrading:
    """Read the notebook that was handed in at `path`, and return what grading it is.

    `sources` are the cells' sources with hidden tests, by grade_id. Raises NotGraded where it is no notebook of this
    assignment, BadInput and GraderError where the released notebook is at fault.
    """
    released, submitted = read_released(paths.released), read_cells(path)
    texts, notes = overlaid_texts(released, submitted)
    own = {name: as_text(texts[name]) for name in registry.all_names() if name in texts}
    once = release_record(paths.root, paths.released.parent.name).exercises
    gone, lacking = gone_exercises(released, once), undecided(released, texts, once)
    files, borrowed = resolve_notebook_pieces(own, paths.submitted, gone)
    names = tuple(name for name in judged_exercises(released) if name + MARKS not in lacking)
    tests = own_tests(released, submitted, texts, sources)
    lacking |= {test.grade_id: why for test in tests if (why := built_on_absent(used(test.text, gone)))}
    tests = tuple(test for test in tests if test.grade_id not in lacking)
    task = NotebookTask(JudgeTask(files, names, seed, sandboxed), tests)
    return NotebookGrading(task, borrowed, notes, missing_answers(released, submitted), lacking, texts)


def overlaid_texts(released: NotebookNode, cells: list[dict[str, Any]]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the text of each solution cell of the released notebook with the answers in `cells`, and the notes.

    Raises NotGraded where they answer none of its exercises.
    """
    stubs = {grade_id: cell.source for grade_id, cell in solution_cells(released).items()}
    answered, notes = answers(cells, stubs)
    exercises = [grade_id for grade_id in stubs if grade_id != DERIVATION]  # every notebook has a derivation
    if answered.keys().isdisjoint(exercises):
        raise NotGraded(f"the notebook is of another assignment: it has no cell of {', '.join(exercises)}")
    return stubs | answered, notes


def missing_answers(released: NotebookNode, cells: list[dict[str, Any]]) -> list[str]:
    """Return the grade_ids of solution cells that a submission's cells do not answer."""
    stubs = {grade_id: cell.source for grade_id, cell in solution_cells(released).items()}
    answered = answers(cells, stubs)[0]
    return [grade_id for grade_id in stubs if grade_id not in answered]


def read_released(path: Path) -> NotebookNode:
    """Return the released notebook. Raises GraderError, with what to do, where there is none."""
    if not path.is_file():
        put_back(path.parents[2], path.parent.name)
    if not path.is_file():
        raise GraderError(f"{path} is missing: run nbgrader generate_assignment {path.stem} first")
    return nbformat.read(path, as_version=4)


def solution_cells(released: NotebookNode) -> dict[str, NotebookNode]:
    """Return the cells of a released notebook that students answer in, by grade_id."""
    return {cell.metadata.nbgrader.grade_id: cell for cell in released.cells if is_solution(cell)}


def _without_closures(outcome: ExerciseOutcome) -> ExerciseOutcome:
    if outcome.verdict:
        results = [(replace(check, ask=_cannot_run), finding) for check, finding in outcome.verdict.results]
        return replace(outcome, verdict=replace(outcome.verdict, results=results))
    return outcome


def _cannot_run(evaluation: Evaluation) -> Finding:
    raise RuntimeError("this check ran in another process")
