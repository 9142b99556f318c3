"""Refuse, before anything is released, a cell whose points nobody would decide or a test that decides nothing.

Every test cell of the instructor's own is run twice: with the source notebook's own answers it has to give all of its
points, with what students start from none.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_solution

from grader.course import registry
from grader.course.stubs import solution_text
from grader.errors import BadInput
from grader.instructor.judge_task import run_own_tests
from grader.instructor.nbgrader_plugin.own_tests import own_tests
from grader.instructor.nbgrader_plugin.points_cells import points_cells
from grader.instructor.nbgrader_plugin.quiet_log import hide_tracebacks
from grader.instructor.nbgrader_plugin.undecided import undecided
from grader.instructor.notebooks.source_notebook import as_text
from grader.judge.own_test_cell import TestCell, TestOutcome
from grader.judge.sandbox.bubblewrap import SandboxUnavailable


class CheckPoints(NbGraderPreprocessor):
    """Stands before the solutions are cut: each own test gives all of its points to the notebook's own answers."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is. Raises BadInput, which names the cell."""
        with _told(self.log):
            points_cells(nb)
            _require_decided(nb)
            for test, outcome in _outcomes(self, nb):
                if outcome.points != test.points:
                    failed = "".join(f" Before it {label} fails: {why}." for label, _, why in outcome.failed_cells)
                    raise BadInput(
                        f"The test cell {test.grade_id} does not give its {test.points:g} points to the answers of "
                        f"this very notebook: {outcome.trouble or outcome.error}.{failed}"
                    )
        return nb, resources


class CheckStubs(NbGraderPreprocessor):
    """Stands after the solutions are cut, and before hidden tests are: what is unwritten passes no own test."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is. Raises BadInput, which names the cell."""
        with _told(self.log):
            for test, outcome in _outcomes(self, nb):
                if outcome.points:
                    raise BadInput(
                        f"The test cell {test.grade_id} gives {outcome.points:g} of {test.points:g} points to cells in "
                        "which nothing was written yet. Let it test something that an answer must do."
                    )
        return nb, resources


@contextmanager
def _told(log: logging.Logger) -> Iterator[None]:
    """Log what is refused as a sentence, in place of a traceback."""
    hide_tracebacks(log)
    try:
        yield
    except BadInput as error:
        log.error("%s", error)
        raise


def _require_decided(nb: NotebookNode) -> None:
    """Raise BadInput for an exercise that this version of the course cannot judge."""
    for grade_id, why in undecided(nb, {}).items():
        raise BadInput(
            f"The judge cannot decide {grade_id}: {why}. What was released before stays gradable; to release anew, "
            "take the exercise out, or use the version of the course that has it."
        )


def _outcomes(preprocessor: NbGraderPreprocessor, nb: NotebookNode) -> list[tuple[TestCell, TestOutcome]]:
    """Run the own tests of a notebook on the answers in its cells."""
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if "nbgrader" in cell.metadata}
    sources = {grade_id: cell.source for grade_id, cell in cells.items()}
    texts = {grade_id: cell.source for grade_id, cell in cells.items() if is_solution(cell)}
    tests = own_tests(nb, nb.cells, texts, sources)
    files = _files(texts) if tests else {}
    try:
        outcomes = run_own_tests(tests, files)
    except SandboxUnavailable as reason:
        preprocessor.log.warning("%s Your own test cells were run without a sandbox.", reason)
        outcomes = run_own_tests(tests, files, sandboxed=False)
    return [(test, outcomes[test.grade_id]) for test in tests]


def _files(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the exercises' texts: the notebook's own, and the solutions of all others."""
    return {
        registry.key(name): as_text(texts[name]) if name in texts else solution_text(name)
        for name in registry.all_names()
    }
