"""The source notebook of an assignment, made of chapters and solutions; nbgrader makes the released one from it.

For each exercise: the chapter's section, the solution cell (its grade_id is the exercise's name), a visible test cell,
and the cell with the points, which has a hidden test on the class's secret seed. The last cell is a derivation, graded
by hand: in the source notebook it holds sample answers, in the place of which nbgrader asks for the student's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from grader.course import registry
from grader.course.notebook_cells import MAGIC
from grader.course.stubs import cut_solution, solution_text, stub
from grader.instructor.assignments import Assignment
from grader.instructor.notebooks.chapter_cells import cells
from grader.instructor.notebooks.derivation import derivation_key, derivation_task

HIDDEN_TESTS = "### BEGIN HIDDEN TESTS"
CHECK, MARKS = "-check", "-marks"
"""What follows an exercise's name in the grade_id of its visible test cell and of the cell with its points."""

SETUP, DERIVATION, DERIVATION_TASK = "setup", "derivation", "derivation-task"
CHAPTER = "chapter"
"""Begins the cell ids of the chapter's text."""

PLACEHOLDER = "YOUR ANSWER HERE"
"""What nbgrader puts in the place of an answer that is to be written."""

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

HOW_TO = (
    "Run the cell below first. Then, for each exercise: write in its cell, run it, and run the cell after it, which "
    "shows the verdict. {hint}Your text goes into `exercises/` as well, so `grader check NAME` in a terminal sees the "
    "same."
)
HOW_TO_HINT = '`hint("NAME")` gives one more hint at each call. '

BONUS = "grader_bonus"
"""The key in a cell's metadata for the points that it gives on top; nbgrader counts it with 0."""

Notebook = dict[str, Any]


def source_notebook(assignment: Assignment) -> Notebook:
    """Return the source notebook of an assignment in nbformat 4.5; the same input gives the same notebook."""
    return _notebook(assignment, solution_text)


def release_notebook(assignment: Assignment) -> Notebook:
    """Return the released notebook, as a student gets it: without solutions and hidden tests."""
    notebook = _notebook(assignment, lambda name: cut_solution(solution_text(name), name))
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].partition(HIDDEN_TESTS)[0].rstrip("\n")
        if cell["id"] == DERIVATION:
            cell["source"] = PLACEHOLDER
    return notebook


def as_source(name: str, text: str) -> str:
    """Return the source of a solution cell that holds this text."""
    return f"{MAGIC} {name}\n{text}".rstrip("\n")


def stub_source(name: str) -> str:
    """Return the source of an exercise's solution cell as students start from it."""
    return as_source(name, stub(registry.part_of(name), name))


def as_text(cell_source: str) -> str:
    """Return the Python text that a solution cell holds: the inverse of `as_source`. Blank lines may come first."""
    first, _, rest = cell_source.lstrip().partition("\n")
    text = rest if first.startswith(MAGIC) else cell_source
    return text.rstrip("\n") + "\n"


def _notebook(assignment: Assignment, text_of: Callable[[str], str]) -> Notebook:
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return {"cells": list(_cells(assignment, text_of)), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _cells(assignment: Assignment, text_of: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    for at, part in enumerate(assignment.parts):
        chapter = cells(part)
        yield _markdown(f"{CHAPTER}-{part}" if at else CHAPTER, chapter[""])
        if not at:
            yield _markdown(f"{CHAPTER}-how", HOW_TO.format(hint=HOW_TO_HINT if assignment.hints else ""))
            yield _code("%load_ext grader.cli.notebook_magic", _nbgrader_metadata(SETUP, locked=True))
        for name in (name for name in registry.names(part) if name in assignment.exercises):
            yield _markdown(f"{CHAPTER}-{name}", chapter.get(name, f"## {name}"))
            yield _code(as_source(name, text_of(name)), _nbgrader_metadata(name, solution=True))
            yield _code(f'check("{name}")', _nbgrader_metadata(name + CHECK, locked=True))
            yield _marks_cell(assignment, name)
    if assignment.derivation:
        yield _markdown(DERIVATION_TASK, derivation_task(assignment.exercises, assignment.derivation))
        answer = _nbgrader_metadata(DERIVATION, grade=True, solution=True, points=assignment.derivation)
        yield _markdown(DERIVATION, derivation_key(assignment.exercises, assignment.derivation), answer)


def _marks_cell(assignment: Assignment, name: str) -> dict[str, Any]:
    points = assignment.points_of(name)
    if name in assignment.practice:
        return _code(marks_source(name, None), _nbgrader_metadata(name + MARKS, locked=True))
    is_bonus = name in assignment.bonus
    metadata = _nbgrader_metadata(name + MARKS, grade=True, locked=True, points=0.0 if is_bonus else points)
    cell = _code(marks_source(name, points, bonus=is_bonus), metadata)
    cell["metadata"] |= {BONUS: points} if is_bonus else {}
    return cell


def marks_source(name: str, points: float | None, *, bonus: bool = False) -> str:
    """Return the source of the cell NAME-marks; without points the exercise is practice, and has no hidden test.

    nbgrader hides tests in cells with points alone.
    """
    worth = "Practice, without points" if points is None else f"{points:g} points{' on top' * bonus}"
    visible = f'# {worth}: the instructor\'s judge decides, on inputs of its own.\npassed("{name}")'
    if points is None:
        return visible
    return f'{visible}\n{HIDDEN_TESTS}\ncheck("{name}", seed=secret_seed())\n### END HIDDEN TESTS'


def _markdown(cell_id: str, text: str, nbgrader: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": _id(cell_id), "metadata": _metadata(nbgrader), "source": text}


def _code(text: str, nbgrader: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": _id(nbgrader["grade_id"]),
        "metadata": _metadata(nbgrader),
        "outputs": [],
        "source": text,
    }


def _metadata(nbgrader: dict[str, Any] | None) -> dict[str, Any]:
    return {"nbgrader": nbgrader} if nbgrader else {}


def _nbgrader_metadata(
    grade_id: str, *, grade: bool = False, solution: bool = False, locked: bool = False, points: float | None = None
) -> dict[str, Any]:
    """Return nbgrader's metadata of a cell, schema 3."""
    flags = {"grade": grade, "grade_id": grade_id, "locked": locked, "schema_version": 3, "solution": solution}
    return flags | {"task": False} | ({"points": points} if grade else {})


def _id(name: str) -> str:
    """Return a cell id: at most 64 letters, digits, dashes and underscores (nbformat 4.5)."""
    return name[:64]
