"""Read submissions of any content for nbgrader's autograde, and leave no score where that fails."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode

from grader.instructor.nbgrader_plugin.gradebook_state import score_line, withdraw_scores
from grader.instructor.nbgrader_plugin.kept_decisions import keep_decisions
from grader.instructor.nbgrader_plugin.notebook_pieces import GradingPaths
from grader.instructor.nbgrader_plugin.quiet_log import end_with_summary, hide_tracebacks, tell, tell_graded
from grader.instructor.nbgrader_plugin.stale_scores import warn_of_stale
from grader.instructor.notebooks.read_notebook import read_cells
from grader.instructor.notebooks.source_notebook import KERNEL


class SubmissionExporter(NotebookExporter):
    """Reads only cells' texts and ids of a submission; nbgrader's two passes, to sanitize and to autograde, use it."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        if getattr(self.parent, "assignments", None):  # nbgrader makes one exporter, before it comes to the first
            keep_decisions(self.parent)
            end_with_summary(self.parent, warn_of_stale)

    def from_filename(self, filename: str, resources: dict[str, Any] | None = None, **kw: Any) -> tuple[str, Any]:
        """Return the notebook after the pass's preprocessors. Raises what makes nbgrader report a failed submission.

        `resources["nbgrader"]` holds the names of the submission; the preprocessors find its GradingPaths in
        `resources["grader"]`.
        """
        names = resources["nbgrader"]
        resources["grader"] = GradingPaths.of(self.parent.coursedir, names)
        hide_tracebacks(self.log)
        # What was fed back shows an older score, and nbgrader would take it for this grading's.
        shutil.rmtree(resources["grader"].feedback, ignore_errors=True)
        try:
            with withdraw_scores(names):
                made = self.from_notebook_node(_notebook(Path(filename)), resources, **kw)
        except Exception as error:
            tell(self.log, names, f"not graded: {error}", level=logging.ERROR)
            error.told = True  # so that nbgrader's own lines on it are left out
            raise
        if not getattr(self.parent, "_sanitizing", True):  # the second pass
            tell_graded(self.log, names, score_line(names))
        return made


def _notebook(path: Path) -> NotebookNode:
    """Return the file's cells as a notebook, with metadata that nobody has checked yet."""
    # Cell ids came with nbformat 4.5; a copied cell has its original's, which nbconvert would mend with a warning.
    cells = [{key: value for key, value in cell.items() if key != "id"} for cell in read_cells(path)]
    return nbformat.from_dict({"cells": cells, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 4})
