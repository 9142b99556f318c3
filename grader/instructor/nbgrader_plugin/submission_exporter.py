"""How nbgrader's autograde reads submissions: whatever was handed in, and the state that is left if that fails."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode

from grader.instructor.nbgrader_plugin.gradebook_state import withdraw_scores
from grader.instructor.nbgrader_plugin.notebook_pieces import GradingPaths
from grader.instructor.notebooks.read_notebook import NotGraded, read_cells
from grader.instructor.notebooks.source_notebook import KERNEL


class SubmissionExporter(NotebookExporter):
    """Reads only cells' texts and ids of a submission; nbgrader's two passes, to sanitize and to autograde, use it."""

    def from_filename(self, filename: str, resources: dict[str, Any] | None = None, **kw: Any) -> tuple[str, Any]:
        """Return the notebook after the pass's preprocessors. Raises what makes nbgrader report a failed submission."""
        place = resources["nbgrader"]
        resources["grader"] = GradingPaths.of(self.parent.coursedir, place)
        self.log.addFilter(_no_traceback)
        # What was fed back tells an older score, and nbgrader would take it for this grading's.
        shutil.rmtree(resources["grader"].feedback, ignore_errors=True)
        try:
            with withdraw_scores(place):
                return self.from_notebook_node(_notebook(Path(filename)), resources, **kw)
        except Exception as error:
            self.log.error("%s, %s: not graded: %s", place["student"], place["assignment"], error)
            raise


def _no_traceback(record: logging.LogRecord) -> bool:
    """Let nbgrader's traceback of a submission that is at fault itself go unsaid: its sentence is said already."""
    return not (
        str(record.msg).startswith("Traceback") and f"{NotGraded.__module__}.{NotGraded.__name__}" in record.msg
    )


def _notebook(path: Path) -> NotebookNode:
    """Return the file's cells as a notebook; nothing about them is believed yet."""
    # Cell ids came with nbformat 4.5; a copied cell has its original's, which nbconvert would mend with a warning.
    cells = [{key: value for key, value in cell.items() if key != "id"} for cell in read_cells(path)]
    return nbformat.from_dict({"cells": cells, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 4})
