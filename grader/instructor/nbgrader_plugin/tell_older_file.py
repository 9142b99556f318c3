"""Say on a feedback page that it is of an older file, where another one was handed in since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_markdown_cell
from traitlets import Bool

from grader.instructor.nbgrader_plugin.graded_file import grade_again, is_stale

OLDER_FILE = "**This page is of an older file.** Another one was handed in since, and is not graded yet."


class TellOlderFile(Preprocessor):
    """Stands in nbgrader's feedback before the page is made."""

    enabled = Bool(True, help="Whether it is applied.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, Any]:
        """Return the notebook, with a word at its top where it is of an older file; the log says what to do."""
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
        return nb, resources
