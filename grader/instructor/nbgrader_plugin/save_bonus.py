"""The name under which the configuration of courses that were released before has two preprocessors at once."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.instructor.nbgrader_plugin.leave_to_person import LeaveToPerson
from grader.instructor.nbgrader_plugin.save_extra_credit import SaveExtraCredit


class SaveBonus(NbGraderPreprocessor):
    """SaveExtraCredit and LeaveToPerson, which a course that is released now names one by one."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, Any]:
        """Have both of them process the notebook."""
        for each in (SaveExtraCredit, LeaveToPerson):
            nb, resources = each(parent=self.parent).preprocess(nb, resources)
        return nb, resources
