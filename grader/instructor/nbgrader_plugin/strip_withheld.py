"""Make a feedback page true: without what the instructor alone reads, and with a word where it is of an older file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.instructor.nbgrader_plugin.graded_file import grade_again, is_stale

WITHHELD = "grader_withheld"
"""The key in an output's metadata by which `JudgeCells` marks what is not returned."""

OLDER_FILE = "**This page is of an older file.** Another one was handed in since, and is not graded yet."


class StripWithheld(NbGraderPreprocessor):
    """Stands in nbgrader's feedback before the page is made; formgrader shows the notebook with all of its outputs."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, Any]:
        """Return the notebook as it is returned; where another file was handed in since, it says so at its top."""
        names, course = resources["nbgrader"], self.parent.parent.coursedir
        places = (course.autograded_directory, course.submitted_directory)
        graded, submitted = (
            Path(course.format_path(place, names["student"], names["assignment"])) / f"{names['notebook']}.ipynb"
            for place in places
        )
        if is_stale(graded, submitted):
            again = grade_again(names["assignment"], names["student"])
            self.log.warning("%s: this feedback is of an older file; first: %s", names["student"], again)
            nb.cells.insert(0, new_markdown_cell(OLDER_FILE))
        return super().preprocess(nb, resources)

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Return the cell without outputs that are withheld."""
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not output.get("metadata", {}).get(WITHHELD)]
        return cell, resources
