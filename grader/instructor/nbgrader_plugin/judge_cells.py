"""Have the judge decide every cell with points; replaces nbgrader's Execute."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Int

from grader.course import registry
from grader.course.registry import prerequisites
from grader.errors import GraderError
from grader.instructor.nbgrader_plugin.cell_feedback import feedback_text
from grader.instructor.nbgrader_plugin.overlay_submission import NOTES
from grader.instructor.nbgrader_plugin.prefetcher import Prefetcher, notebook_task, submitted, upcoming_notebooks
from grader.instructor.notebooks.source_notebook import MARKS, as_text
from grader.instructor.secret_seed import secret_seed
from grader.instructor.worker_processes import processor_count
from grader.judge.grade_files import ExerciseOutcome
from grader.judge.verdict import Verdict

PREFETCHER = Prefetcher()
"""nbgrader makes a preprocessor for each notebook; the processes outlive it."""


class JudgeCells(NbGraderPreprocessor):
    """Writes each verdict as a stream output, and its points as the result that nbgrader reads the score from."""

    sandboxed = Bool(
        True, help="Whether students' code runs under bubblewrap; False runs it as you, with all that you may do."
    ).tag(config=True)

    jobs = Int(0, help="Processes that judge notebooks before their turn; 0: one per processor, 1: none.").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, Any]:
        """Judge all exercises of the notebook. Raises GraderError where the judge fails: no score then, never a 0."""
        converter, names, paths = self.parent.parent, resources["nbgrader"], resources["grader"]
        cells = {cell.metadata.get("nbgrader", {}).get("grade_id", ""): cell for cell in nb.cells}
        own = {name: as_text(cells[name].source) for name in registry.all_names() if name in cells}
        seed = secret_seed(paths.root)
        task, borrowed = notebook_task(own, paths, seed, self.sandboxed)
        upcoming = upcoming_notebooks(converter, names, seed, self.sandboxed)
        path = submitted(converter.coursedir, names)
        outcomes = PREFETCHER.outcomes(path, task, upcoming, self.jobs or processor_count())
        for name in own:
            verdict = _verdict(name, outcomes.get(name))
            note = cells[name].metadata.pop(NOTES, "")
            used = [other for other in borrowed if other in prerequisites(name)]
            _write_verdict(cells[name + MARKS], verdict, [note] if note else [], used)
        return nb, resources


def _verdict(name: str, outcome: ExerciseOutcome | None) -> Verdict:
    """Return the verdict of an outcome. Raises GraderError where the grader failed, and so gave none."""
    if outcome is None or outcome.verdict is None:
        raise GraderError(f"the grader failed on {name}: {outcome.trouble if outcome else 'no outcome'}")
    return outcome.verdict


def _write_verdict(cell: NotebookNode, verdict: Verdict, notes: list[str], borrowed: list[str]) -> None:
    """Write the feedback and the points into a cell with points; the instructor may have changed what it is worth."""
    points, cell_points = verdict.points, cell.metadata.nbgrader.points
    if cell_points != verdict.max_points:
        points *= cell_points / verdict.max_points
        notes = [*notes, f"here that is {points:g} of {cell_points:g} points"]
    cell.execution_count = 1
    cell.outputs = [  # nbgrader takes any other outputs, or none, for full marks
        new_output("stream", name="stdout", text=feedback_text(verdict, notes, borrowed)),
        new_output("execute_result", data={"text/plain": repr(float(points))}, execution_count=1),
    ]
