"""Leave out of a feedback page what the instructor alone reads; formgrader shows it."""

from __future__ import annotations

from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat.notebooknode import NotebookNode
from traitlets import Bool

from grader.instructor.nbgrader_plugin.cell_outputs import WITHHELD


class LeaveOutWithheld(Preprocessor):
    """Stands in nbgrader's feedback before the page is made; formgrader shows the notebook with all of its outputs."""

    enabled = Bool(True, help="Whether it is applied.").tag(config=True)

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Return the cell without outputs that are withheld."""
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not output.get("metadata", {}).get(WITHHELD)]
        return cell, resources
