"""Let the text of a source notebook follow what the instructor chose in it: points, practice, exercises left out."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from grader.course import registry
from grader.instructor.nbgrader_plugin.points_cells import is_as_made
from grader.instructor.notebooks.derivation import derivation_is_as_made, derivation_task
from grader.instructor.notebooks.source_notebook import (
    BONUS,
    DERIVATION,
    DERIVATION_TASK,
    MARKS,
    marks_source,
)


class FollowChoices(NbGraderPreprocessor):
    """Writes anew what the course wrote into a cell about points; what the instructor wrote stays."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, Any]:
        """Return the notebook with texts that say what its cells' metadata say."""
        cells = {cell.metadata.get("nbgrader", {}).get("grade_id", ""): cell for cell in nb.cells}
        for name in registry.all_names():
            if (cell := cells.get(name + MARKS)) and is_as_made(cell.source, name):
                cell.source = _marks_source(name, cell)
        task = next((cell for cell in nb.cells if cell.get("id") == DERIVATION_TASK), None)
        if task and derivation_is_as_made(task.source):
            answer = cells.get(DERIVATION)
            names = [name for name in registry.all_names() if name in cells and is_solution(cells[name])]
            if answer is None:
                nb.cells.remove(task)
            elif names:
                task.source = derivation_task(names, answer.metadata.nbgrader.points)
        return nb, resources


def _marks_source(name: str, cell: NotebookNode) -> str:
    if not is_grade(cell):
        return marks_source(name, None)
    bonus = cell.metadata.get(BONUS)
    return marks_source(name, bonus or cell.metadata.nbgrader.points, bonus=bool(bonus))
