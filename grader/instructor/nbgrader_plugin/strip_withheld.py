"""Leave out of a feedback page what the instructor alone reads of an answer: what it printed, what it raised."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

WITHHELD = "grader_withheld"
"""The key in an output's metadata by which `JudgeCells` marks what is not returned."""


class StripWithheld(NbGraderPreprocessor):
    """Stands in nbgrader's feedback before the page is made; formgrader shows the notebook with all of its outputs."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Return the cell without outputs that are withheld."""
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not output.get("metadata", {}).get(WITHHELD)]
        return cell, resources
