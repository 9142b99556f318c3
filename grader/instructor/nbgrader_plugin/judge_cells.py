"""Have every cell with points decided: by the judge, or by the instructor's own test; replaces nbgrader's Execute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Int

from grader.course import registry
from grader.course.registry import prerequisites
from grader.errors import GraderError
from grader.instructor.course_secret import assignment_seed, course_secret
from grader.instructor.nbgrader_plugin.cell_feedback import feedback_text, wrapped
from grader.instructor.nbgrader_plugin.graded_file import GRADED_FILE, NOT_FOUND_TEXT, sha256_of
from grader.instructor.nbgrader_plugin.notebook_grading import NotebookGrading, NotebookTask, notebook_grading
from grader.instructor.nbgrader_plugin.notebook_pieces import GradingPaths
from grader.instructor.nbgrader_plugin.own_tests import own_test_lines, saved_sources
from grader.instructor.nbgrader_plugin.prefetcher import Prefetcher, submitted, upcoming_notebooks
from grader.instructor.nbgrader_plugin.save_bonus import EARNED, NOT_FOUND
from grader.instructor.nbgrader_plugin.strip_withheld import WITHHELD
from grader.instructor.notebooks.read_notebook import NotGraded
from grader.instructor.notebooks.source_notebook import BONUS, MARKS
from grader.instructor.read_assignments import read_course
from grader.instructor.returned import returned_verdict
from grader.instructor.worker_processes import processor_count
from grader.judge.grade_files import ExerciseOutcome
from grader.judge.own_test_cell import TestCell, TestOutcome
from grader.judge.verdict import Verdict

PREFETCHER = Prefetcher()
"""nbgrader makes a preprocessor for each notebook; the processes outlive it."""


class JudgeCells(NbGraderPreprocessor):
    """Writes each verdict as a stream output, and its points as the result that nbgrader reads the score from."""

    sandboxed = Bool(
        True, help="Whether students' code runs under bubblewrap; False runs it as you, with all that you may do."
    ).tag(config=True)

    jobs = Int(0, help="Processes that judge notebooks before their turn; 0: one per processor, 1: none.").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, Any]:
        """Judge all cells of the notebook. Raises GraderError where the judge fails: no score then, never a 0."""
        converter, names = self.parent.parent, resources["nbgrader"]
        course, sources = converter.coursedir, saved_sources(names)
        grading = self._grading(course, names, sources)

        def upcoming_task(upcoming: dict[str, str]) -> NotebookTask | None:
            try:
                return self._grading(course, upcoming, sources).task
            except (NotGraded, OSError):
                return None

        upcoming = upcoming_notebooks(converter, names, upcoming_task)
        path = submitted(course, names)
        outcome = PREFETCHER.outcomes(path, grading.task, upcoming, self.jobs or processor_count())
        cells = {cell.metadata.get("nbgrader", {}).get("grade_id", ""): cell for cell in nb.cells}
        lent = {registry.key(name) for name in grading.borrowed}  # of whose text a student is told nothing
        files = {key: text for key, text in grading.task.judge.files.items() if key not in lent}
        for name in grading.task.judge.names:
            if name in grading.missing:
                _write_not_found(cells[name + MARKS], name)
                continue
            verdict = _verdict(name, outcome.exercises.get(name))
            note = grading.notes.get(name, "")
            used = [other for other in grading.borrowed if other in prerequisites(name)]
            _write_verdict(cells[name + MARKS], verdict, files, [note] if note else [], used)
        for test in grading.task.tests:
            _write_test(cells[test.grade_id], test, outcome.tests[test.grade_id])
        nb.metadata[GRADED_FILE] = {"sha256": sha256_of(path), "not_found": grading.missing}
        return nb, resources

    def _grading(self, course: Any, names: Mapping[str, str], sources: Mapping[str, str]) -> NotebookGrading:
        paths = GradingPaths.of(course, names)
        student = names["student"] if read_course(paths.root).per_student else ""
        seed = assignment_seed(course_secret(paths.root), names["assignment"], student)
        return notebook_grading(submitted(course, names), paths, sources, seed, self.sandboxed)


def _verdict(name: str, outcome: ExerciseOutcome | None) -> Verdict:
    """Return the verdict of an outcome. Raises GraderError where the grader failed, and so gave none."""
    if outcome is None or outcome.verdict is None:
        raise GraderError(f"the grader failed on {name}: {outcome.trouble if outcome else 'no outcome'}")
    return outcome.verdict


def _write_verdict(
    cell: NotebookNode, verdict: Verdict, files: Mapping[str, str], notes: list[str], borrowed: list[str]
) -> None:
    """Write the feedback and the points into an exercise's cell; the instructor may have changed what it is worth."""
    bonus = cell.metadata.get(BONUS)
    worth = bonus or cell.metadata.nbgrader.get("points")
    if worth is None:
        notes = [*notes, "this exercise is practice, and gives no points"]
    else:
        verdict = replace(verdict, max_points=worth)
    points = 0.0 if worth is None else verdict.points
    if bonus:
        notes = [*notes, "these points come on top"]
        cell.metadata[EARNED], points = points, 0.0
    text = feedback_text(returned_verdict(verdict, files), notes, borrowed)
    whole = feedback_text(replace(verdict, seconds=0.0), notes, borrowed)
    _write_outputs(cell, text, points, withheld=whole if whole != text else "")


def _write_not_found(cell: NotebookNode, name: str) -> None:
    """Write that an exercise's answer was not found; what has points waits for a person, and shows no earned 0."""
    if cell.metadata.nbgrader.get("grade"):
        cell.metadata[NOT_FOUND] = True
    _write_outputs(cell, wrapped(NOT_FOUND_TEXT.format(name)), 0.0, withheld="")


def _write_test(cell: NotebookNode, test: TestCell, outcome: TestOutcome) -> None:
    """Write what became of a test. Raises GraderError where it could not be run."""
    if outcome.points is None:
        raise GraderError(outcome.trouble)
    text, whole = ("".join(map(wrapped, own_test_lines(test, outcome, whole=each))) for each in (False, True))
    _write_outputs(cell, text, outcome.points, withheld=whole if whole != text else "")


def _write_outputs(cell: NotebookNode, text: str, points: float, *, withheld: str) -> None:
    """Write what the student reads, what the instructor alone reads, and the points."""
    cell.execution_count = 1
    alone = {"text/plain": f"For the instructor alone; feedback leaves it out.\n{withheld}"}
    cell.outputs = [  # nbgrader takes any other outputs, or none, for full marks
        new_output("stream", name="stdout", text=text),
        *([new_output("display_data", data=alone, metadata={WITHHELD: True})] if withheld else []),
        new_output("execute_result", data={"text/plain": repr(float(points))}, execution_count=1),
    ]
