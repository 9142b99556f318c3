"""An instructor's own test cells: what runs for each of them, and what the student reads about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.utils import is_grade, is_solution

from grader.course import registry
from grader.course.notebook_cells import grade_id_of
from grader.errors import GraderError
from grader.instructor.nbgrader_plugin.points_cells import Decider, points_cells
from grader.instructor.notebooks.python_of_cell import python_of_cell
from grader.instructor.notebooks.source_notebook import CHECK, MARKS, SETUP
from grader.judge.own_test_cell import TestCell, TestOutcome
from grader.judge.verdict_lines import MOST_PRINTED
from grader.safe_text import plain

BEGIN_HIDDEN, END_HIDDEN = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"


def own_tests(
    released: NotebookNode, submitted: list[dict[str, Any]], texts: Mapping[str, str], sources: Mapping[str, str]
) -> tuple[TestCell, ...]:
    """Return the test cells of the released notebook, each with the cells of a submission that run before it.

    `texts` are the answers of the solution cells, `sources` the tests with what is hidden of them, both by grade_id.
    Raises GraderError for a test whose source is not there.
    """
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in released.cells if "nbgrader" in cell.metadata}
    return tuple(
        _test(cells[cell.grade_id], tuple(_cells_before(cell.grade_id, released, submitted, texts)), sources)
        for cell in points_cells(released)
        if cell.decider is Decider.OWN_TEST
    )


def saved_sources(names: Mapping[str, str]) -> dict[str, str]:
    """Return the sources of a notebook's cells as nbgrader saved them for grading, hidden tests and all, by grade_id.

    `names` is nbgrader's own: db_url, assignment and notebook.
    """
    with Gradebook(names["db_url"]) as gradebook:
        try:
            notebook = gradebook.find_notebook(names["notebook"], names["assignment"])
        except MissingEntry:
            return {}
        return {cell.name: cell.source or "" for cell in notebook.source_cells}


def _test(cell: NotebookNode, before: tuple[tuple[str, str, str], ...], sources: Mapping[str, str]) -> TestCell:
    grade_id = cell.metadata.nbgrader.grade_id
    if grade_id not in sources:
        raise GraderError(f"the test cell {grade_id} is not in the gradebook: run nbgrader generate_assignment again")
    text = python_of_cell(sources[grade_id])[0]
    return TestCell(grade_id, float(cell.metadata.nbgrader.points), text, before, frozenset(_hidden_lines(text)))


def _hidden_lines(text: str) -> Iterator[int]:
    hidden = False
    for number, line in enumerate(text.split("\n"), start=1):
        hidden = hidden or BEGIN_HIDDEN in line
        if hidden:
            yield number
        hidden = hidden and END_HIDDEN not in line


def _cells_before(
    test: str, released: NotebookNode, submitted: list[dict[str, Any]], texts: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Yield what runs before a test, as (label, part, text), in the order of the student's notebook.

    Solution cells hold the answers, locked cells what was released; cells with points run for themselves alone. What
    was taken out of the notebook and stood before the test comes first.
    """
    own = {cell.metadata.nbgrader.grade_id: cell for cell in released.cells if _runs(cell)}
    place = next((at for at, cell in enumerate(submitted) if grade_id_of(cell) == test), len(submitted))
    there = {grade_id_of(cell) for cell in submitted[:place]}
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in released.cells]
    for grade_id in ids[: ids.index(test)]:
        if grade_id in own and grade_id not in there:
            yield _labelled(f"the cell {grade_id}", grade_id, texts.get(grade_id, own[grade_id].source))
    for number, cell in enumerate(submitted[:place], start=1):
        grade_id = grade_id_of(cell)
        if grade_id in own:
            yield _labelled(f"the cell {grade_id}", grade_id, texts.get(grade_id, own[grade_id].source))
        elif grade_id not in ids and cell.get("cell_type") == "code":
            yield _labelled(f"cell {number}", "", cell["source"])


def _runs(cell: NotebookNode) -> bool:
    """Whether a released cell is code that runs before a test: an answer, or what the instructor locked."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    exercise = grade_id.removesuffix(CHECK).removesuffix(MARKS)
    made = grade_id == SETUP or (exercise != grade_id and exercise in registry.all_names())
    return bool(grade_id) and cell.cell_type == "code" and not made and (is_solution(cell) or not is_grade(cell))


def _labelled(label: str, grade_id: str, source: str) -> tuple[str, str, str]:
    part = registry.part_of(grade_id) if grade_id in registry.all_names() else registry.parts()[0]
    return label, part, python_of_cell(source)[0]


def own_test_lines(test: TestCell, outcome: TestOutcome, *, whole: bool) -> Iterator[str]:
    """Yield what a student reads of a test, or with `whole` what the instructor reads.

    Of a cell with hidden tests a student reads no output, and of a hidden line no more than what the test itself says.
    """
    passed, lines = outcome.points == test.points, test.text.split("\n")
    yield f"{test.grade_id}  {'passed' if passed else 'not passed'}  {outcome.points:g} of {test.points:g} points"
    error = outcome.error if whole or not test.hidden else outcome.told
    if error and outcome.line in test.hidden and not whole:
        yield f"  ✗ a hidden test{f': {error}' if outcome.own_words else ' fails'}"
    elif error:
        at = f"line {outcome.line}, `{lines[outcome.line - 1].strip()}`: " if 0 < outcome.line <= len(lines) else ""
        yield f"  ✗ {at}{error}"
    if not passed:
        for label, told, why in outcome.failed_cells:
            yield f"  Before the test {label} fails: {told if test.hidden and not whole else why}"
    if outcome.printed.strip() and (whole or not test.hidden):
        yield "  It printed:"
        yield from (f"    {line}" for line in plain(outcome.printed[:MOST_PRINTED]).splitlines())
