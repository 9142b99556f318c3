"""Have the judge decide every cell with points, in the place of nbgrader's Execute."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Int

from grader.course import registry
from grader.errors import GraderError
from grader.instructor.batch.executors import processor_count
from grader.instructor.nbgrader_plugin.cell_feedback import feedback_text
from grader.instructor.nbgrader_plugin.overlay_submission import NOTES
from grader.instructor.nbgrader_plugin.prefetcher import Prefetcher, notebook_task, submitted, upcoming_notebooks
from grader.instructor.notebooks.source_notebook import MARKS, as_text
from grader.instructor.secret_seed import secret_seed
from grader.judge.ladder import prerequisites
from grader.judge.sandbox.grade_files import ExerciseOutcome
from grader.judge.verdict import Verdict

PREFETCHER = Prefetcher()
"""Of the one grading that runs in this process."""


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
        places = resources["grader"]
        cells = {cell.metadata.get("nbgrader", {}).get("grade_id", ""): cell for cell in nb.cells}
        own = {name: as_text(cells[name].source) for name in registry.all_names() if name in cells}
        seed, place = secret_seed(places.root), resources["nbgrader"]
        work, borrowed = notebook_task(own, places, seed, self.sandboxed)
        following = upcoming_notebooks(self.parent.parent, place, seed, self.sandboxed)
        path = submitted(self.parent.parent.coursedir, place)
        outcomes = PREFETCHER.outcomes(path, work, following, self.jobs or processor_count())
        for name in own:
            verdict = _verdict(name, outcomes.get(name))
            marks, notes = cells[name + MARKS], [cells[name].metadata.pop(NOTES, "")]
            points = verdict.points
            if (worth := marks.metadata.nbgrader.points) != verdict.max_points:
                points *= worth / verdict.max_points
                notes.append(f"here that is {points:g} of {worth:g} points")
            lent = [other for other in borrowed if other in prerequisites(name)]
            _write(marks, feedback_text(verdict, [note for note in notes if note], lent), points)
        return nb, resources


def _verdict(name: str, outcome: ExerciseOutcome | None) -> Verdict:
    """Return the verdict of an outcome. Raises GraderError where the grader failed, and so gave none."""
    if outcome is None or outcome.verdict is None:
        raise GraderError(f"the grader failed on {name}: {outcome.trouble if outcome else 'no outcome'}")
    return outcome.verdict


def _write(cell: NotebookNode, text: str, points: float) -> None:
    """Put the outputs into a cell; nbgrader takes any other output, or none, for full marks."""
    data = {"text/plain": repr(float(points))}
    cell.execution_count = 1
    cell.outputs = [
        new_output("stream", name="stdout", text=text),
        new_output("execute_result", data=data, execution_count=1),
    ]
