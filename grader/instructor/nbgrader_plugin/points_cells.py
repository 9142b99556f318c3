"""Who decides each cell with points: the judge, the instructor's own test, or a person; else it is refused."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from nbformat.notebooknode import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task

from grader.course import registry
from grader.errors import BadInput
from grader.instructor.notebooks.source_notebook import MARKS, marks_source

JUDGE_CALLS = ("check", "passed", "secret_seed")
"""Functions of the notebooks' extension, which decides no marks."""


class Decider(StrEnum):
    """Who decides the points of a cell."""

    JUDGE = "judge"
    OWN_TEST = "own test"
    PERSON = "person"
    OTHER_VERSION = "other version"


@dataclass(frozen=True)
class PointsCell:
    """A cell with points; `exercise` is what the judge decides there, or "".

    OTHER_VERSION decides the cell of an exercise that this version of the course does not have.
    """

    grade_id: str
    decider: Decider
    exercise: str = ""


def points_cells(notebook: NotebookNode) -> list[PointsCell]:
    """Return the cells with points, in order. Raises BadInput, which names it, for one that nobody would decide."""
    solutions = {cell.metadata.nbgrader.grade_id for cell in notebook.cells if is_solution(cell)}
    return [_points_cell(cell, solutions) for cell in notebook.cells if is_grade(cell) or is_task(cell)]


def judged_exercises(notebook: NotebookNode) -> list[str]:
    """Return the exercises on which a verdict is shown: those with a solution cell and a cell NAME-marks.

    That cell has points, or has none where the exercise is practice.
    """
    ids = {cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in notebook.cells}
    return [name for name in registry.all_names() if name in ids and name + MARKS in ids]


def _points_cell(cell: NotebookNode, solutions: set[str]) -> PointsCell:
    grade_id = cell.metadata.nbgrader.grade_id
    if is_solution(cell) or is_task(cell):
        return PointsCell(grade_id, Decider.PERSON)
    if cell.cell_type != "code":
        raise BadInput(f"The cell {grade_id} has points and is neither code nor an answer, so nobody decides them.")
    exercise = grade_id.removesuffix(MARKS)
    if grade_id.endswith(MARKS) and exercise in registry.all_names():
        if exercise not in solutions:
            raise BadInput(
                f"The cell {grade_id} has points, and the notebook has no solution cell {exercise} to judge. "
                f"Remove {grade_id}, or bring the solution cell back."
            )
        if not is_as_made(cell.source, exercise):
            raise BadInput(
                f"The judge decides the points of the cell {grade_id}, and would not run what you wrote into it. Put "
                "tests of your own into a cell of their own, with a grade id and points of its own."
            )
        return PointsCell(grade_id, Decider.JUDGE, exercise)
    if absent := exercise_of_marks(grade_id, cell.source):
        return PointsCell(grade_id, Decider.OTHER_VERSION, absent)
    if called := next(_judge_calls(cell.source), ""):
        raise BadInput(
            f"The test cell {grade_id} calls {called}(), which decides no marks: the judge decides the cells "
            f"NAME{MARKS} alone. Test in {grade_id} with statements of your own."
        )
    return PointsCell(grade_id, Decider.OWN_TEST)


def exercise_of_marks(grade_id: str, source: str) -> str:
    """Return the exercise of a cell NAME-marks as any version of the course makes it, "" of another cell."""
    name = grade_id.removesuffix(MARKS)
    return name if name != grade_id and source.partition("\n")[2].startswith(f'passed("{name}")') else ""


def is_as_made(source: str, exercise: str) -> bool:
    """Whether a cell NAME-marks is as the course makes it, with its hidden test or without, whatever it is worth."""
    made, practice = (marks_source(exercise, points).partition("\n")[2] for points in (1.0, None))
    return source.partition("\n")[2].strip() in (made, practice)


def _judge_calls(source: str) -> Iterator[str]:
    try:
        syntax = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(syntax):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in JUDGE_CALLS:
            yield node.func.id
