"""One source notebook per part, made of the chapter and the solutions; nbgrader makes the released one from it.

For each exercise: the chapter's section, the solution cell (its grade_id is the exercise's name), a visible test cell,
and the cell with the points, which has a hidden test on the class's secret seed. The last cell is a derivation, graded
by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from grader.course import registry
from grader.course.stubs import cut_solution, stub, task_of
from grader.instructor.notebooks.chapter_cells import cells
from grader.paths import solution_file

MAGIC = "%%exercise"
HIDDEN_TESTS = "### BEGIN HIDDEN TESTS"
CHECK, MARKS = "-check", "-marks"
"""What follows an exercise's name in the grade_id of its visible test cell and of the cell with its points."""

SETUP, DERIVATION, DERIVATION_TASK = "setup", "derivation", "derivation-task"
CHAPTER = "chapter"
"""Begins the cell ids of the chapter's text."""

DERIVATION_POINTS = 10.0
PLACEHOLDER = "YOUR ANSWER HERE"
"""What nbgrader puts in the place of an answer that is to be written."""

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

HOW_TO = (
    "Run the cell below first. Then, for each exercise: write in its cell, run it, and run the cell after it, which "
    'shows the verdict. `hint("NAME")` gives one more hint at each call. Your text goes into `exercises/` as well, so '
    "`grader check NAME` in a terminal sees the same."
)

Notebook = dict[str, Any]


def source_notebook(part: str) -> Notebook:
    """Return the source notebook of a part in nbformat 4.5; the same input gives the same notebook."""
    return _notebook(part, solution_text)


def release_notebook(part: str) -> Notebook:
    """Return the released notebook, as a student gets it: without solutions and hidden tests."""
    notebook = _notebook(part, lambda name: cut_solution(solution_text(name), name))
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].partition(HIDDEN_TESTS)[0].rstrip("\n")
    return notebook


def solution_text(name: str) -> str:
    """Return the text of an exercise's solution."""
    return solution_file(registry.part_of(name), name).read_text(encoding="utf-8")


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


def _notebook(part: str, text_of: Callable[[str], str]) -> Notebook:
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return {"cells": list(_cells(part, text_of)), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _cells(part: str, text_of: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    chapter = cells(part)
    yield _markdown(CHAPTER, chapter[""])
    yield _markdown(f"{CHAPTER}-how", HOW_TO)
    yield _code("%load_ext grader.cli.notebook_magic", _nbgrader_metadata(SETUP, locked=True))
    for name in registry.names(part):
        points = registry.entry(name).points
        yield _markdown(f"{CHAPTER}-{name}", chapter.get(name, f"## {name}"))
        yield _code(as_source(name, text_of(name)), _nbgrader_metadata(name, solution=True))
        yield _code(f'check("{name}")', _nbgrader_metadata(name + CHECK, locked=True))
        yield _code(
            marks_source(name, points), _nbgrader_metadata(name + MARKS, grade=True, locked=True, points=points)
        )
    yield _markdown(DERIVATION_TASK, derivation_task(registry.names(part), DERIVATION_POINTS))
    answer = _nbgrader_metadata(DERIVATION, grade=True, solution=True, points=DERIVATION_POINTS)
    yield _markdown(DERIVATION, PLACEHOLDER, answer)


def marks_source(name: str, points: float | None) -> str:
    """Return the source of the cell NAME-marks; without points the exercise is practice."""
    worth = "Practice, without points" if points is None else f"{points:g} points"
    return (
        f"# {worth}: the instructor's judge decides, on inputs of its own.\n"
        f'passed("{name}")\n'
        f"{HIDDEN_TESTS}\n"
        f'check("{name}", seed=secret_seed())\n'
        "### END HIDDEN TESTS"
    )


def derivation_task(names: Sequence[str], points: float) -> str:
    """Ask for the derivation of the headline exercises among these, or of the most valuable one."""
    headline = [name for name in names if registry.entry(name).starred]
    headline = headline or [max(names, key=lambda name: registry.entry(name).points)]
    return _derivation_text(headline, points)


def derivation_is_as_made(text: str) -> bool:
    """Whether a derivation's task is one that the course makes, of whichever exercises and whatever it is worth."""
    names = [line[2:].partition(":")[0] for line in text.splitlines() if line.startswith("- ")]
    points = re.search(r"^([\d.]+) points", text, re.MULTILINE)
    known = bool(points) and bool(names) and all(name in registry.all_names() for name in names)
    return known and text == _derivation_text(names, float(points[1]))


def _derivation_text(names: Sequence[str], points: float) -> str:
    tasks = "\n".join(f"- {task_of(solution_text(name), name)}" for name in names)
    return (
        f"## Derivation\n\n{points:g} points, read by a person. Write the derivation out in index notation, "
        f"each step with its reason, in the cell below (Markdown; formulas between dollar signs).\n\n{tasks}"
    )


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
