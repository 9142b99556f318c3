"""Write into a cell with points what became of it, and its points as the result that nbgrader reads the score from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output

from grader.errors import GraderError
from grader.instructor.nbgrader_plugin.cell_feedback import feedback_text, wrapped
from grader.instructor.nbgrader_plugin.graded_file import NOT_FOUND_TEXT
from grader.instructor.nbgrader_plugin.own_tests import own_test_lines
from grader.instructor.notebooks.source_notebook import BONUS
from grader.instructor.returned import returned_verdict
from grader.judge.own_test_cell import TestCell, TestOutcome
from grader.judge.verdict import Verdict

EARNED = "grader_bonus_earned"
"""The key in a cell's metadata for what a bonus exercise earned."""

FOR_A_PERSON = "grader_for_a_person"
"""The key in a cell's metadata that marks points which nothing but a person can decide."""

WITHHELD = "grader_withheld"
"""The key in an output's metadata that marks what is not returned to the student."""

UNDECIDED_TEXT = (
    "Not decided here: {}. The points are given by a person, or by the version of the course that asked it."
)


def write_verdict(
    cell: NotebookNode, verdict: Verdict, files: Mapping[str, str], notes: list[str], borrowed: Sequence[str]
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


def write_test(cell: NotebookNode, test: TestCell, outcome: TestOutcome) -> None:
    """Write what became of a test. Raises GraderError where it could not be run."""
    if outcome.points is None:
        raise GraderError(outcome.trouble)
    text, whole = ("".join(map(wrapped, own_test_lines(test, outcome, whole=each))) for each in (False, True))
    _write_outputs(cell, text, outcome.points, withheld=whole if whole != text else "")


def write_not_found(cell: NotebookNode, name: str) -> None:
    """Write that an exercise's answer was not found; what has points waits for a person, and shows no earned 0."""
    _leave_to_a_person(cell, NOT_FOUND_TEXT.format(name))


def write_undecided(cell: NotebookNode, why: str) -> None:
    """Write why this version of the course cannot decide a cell; what has points waits for a person."""
    _leave_to_a_person(cell, UNDECIDED_TEXT.format(why))


def write_as_before(cell: NotebookNode, before: NotebookNode) -> None:
    """Write what another version of the course decided on the same answer."""
    cell.outputs, cell.execution_count = before.outputs, before.execution_count
    if EARNED in before.metadata:
        cell.metadata[EARNED] = before.metadata[EARNED]


def _leave_to_a_person(cell: NotebookNode, text: str) -> None:
    if cell.metadata.nbgrader.get("grade"):
        cell.metadata[FOR_A_PERSON] = True
    _write_outputs(cell, wrapped(text), 0.0, withheld="")


def _write_outputs(cell: NotebookNode, text: str, points: float, *, withheld: str) -> None:
    """Write what the student reads, what the instructor alone reads, and the points."""
    cell.execution_count = 1
    alone = {"text/plain": f"For the instructor alone; feedback leaves it out.\n{withheld}"}
    cell.outputs = [  # nbgrader takes any other outputs, or none, for full marks
        new_output("stream", name="stdout", text=text),
        *([new_output("display_data", data=alone, metadata={WITHHELD: True})] if withheld else []),
        new_output("execute_result", data={"text/plain": repr(float(points))}, execution_count=1),
    ]
