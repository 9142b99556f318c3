"""Have every cell with points decided: by the judge, or by the instructor's own test; replaces nbgrader's Execute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Int

from grader.course import registry
from grader.course.registry import prerequisites
from grader.errors import GraderError
from grader.instructor.course_secret import assignment_seed, course_secret
from grader.instructor.nbgrader_plugin import cell_outputs
from grader.instructor.nbgrader_plugin.graded_file import GRADED_FILE, sha256_of
from grader.instructor.nbgrader_plugin.kept_decisions import decided_before
from grader.instructor.nbgrader_plugin.notebook_grading import NotebookGrading, NotebookTask, notebook_grading
from grader.instructor.nbgrader_plugin.notebook_pieces import GradingPaths
from grader.instructor.nbgrader_plugin.own_tests import saved_sources
from grader.instructor.nbgrader_plugin.prefetcher import Prefetcher, submitted, upcoming_notebooks
from grader.instructor.nbgrader_plugin.quiet_log import tell
from grader.instructor.notebooks.read_notebook import NotGraded
from grader.instructor.notebooks.source_notebook import MARKS
from grader.instructor.read_assignments import read_course
from grader.instructor.release_record import release_record
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
        """Judge all cells of the notebook. Raises GraderError where the judge fails: no score then, never a 0."""
        converter, names = self.parent.parent, resources["nbgrader"]
        course, sources = converter.coursedir, saved_sources(names)
        grading = self._grading(course, names, sources)

        def upcoming_task(upcoming: dict[str, str]) -> NotebookTask | None:
            try:
                return self._grading(course, upcoming, sources).task
            except (NotGraded, OSError):
                return None

        upcoming = upcoming_notebooks(converter, names, upcoming_task)
        path = submitted(course, names)
        outcome = PREFETCHER.outcomes(path, grading.task, upcoming, self.jobs or processor_count())
        cells = {cell.metadata.get("nbgrader", {}).get("grade_id", ""): cell for cell in nb.cells}
        lent = {registry.key(name) for name in grading.borrowed}  # of whose text a student is told nothing
        files = {key: text for key, text in grading.task.judge.files.items() if key not in lent}
        for name in grading.task.judge.names:
            if name in grading.missing:
                cell_outputs.write_not_found(cells[name + MARKS], name)
                continue
            verdict = _verdict(name, outcome.exercises.get(name))
            note = grading.notes.get(name, "")
            used = [other for other in grading.borrowed if other in prerequisites(name)]
            cell_outputs.write_verdict(cells[name + MARKS], verdict, files, [note] if note else [], used)
        for test in grading.task.tests:
            cell_outputs.write_test(cells[test.grade_id], test, outcome.tests[test.grade_id])
        undecided = self._leave_undecided(grading, cells, names)
        nb.metadata[GRADED_FILE] = {"sha256": sha256_of(path), "not_found": grading.missing, "undecided": undecided}
        return nb, resources

    def _grading(self, course: Any, names: Mapping[str, str], sources: Mapping[str, str]) -> NotebookGrading:
        paths = GradingPaths.of(course, names)
        student = names["student"] if read_course(paths.root, grading=True).per_student else ""
        seed = assignment_seed(course_secret(paths.root), names["assignment"], student)
        return notebook_grading(submitted(course, names), paths, sources, seed, self.sandboxed)

    def _leave_undecided(
        self, grading: NotebookGrading, cells: Mapping[str, NotebookNode], names: Mapping[str, str]
    ) -> list[str]:
        """Write into cells that this version cannot judge, and return which of them nobody has decided."""
        root, left = GradingPaths.of(self.parent.parent.coursedir, names).root, []
        for grade_id, why in grading.undecided.items():
            if before := decided_before(root, names, grade_id, grading):
                cell_outputs.write_as_before(cells[grade_id], before)
                self.log.debug("%s: %s keeps the points that it has: %s", names["student"], grade_id, why)
            elif (exercise := grade_id.removesuffix(MARKS)) in grading.missing:
                cell_outputs.write_not_found(cells[grade_id], exercise)
            else:
                cell_outputs.write_undecided(cells[grade_id], why)
                left.append(grade_id)
                version = release_record(root, names["assignment"]).version or "noted nowhere"
                sentence = f"{grade_id} is not decided: {why}. Give its points in formgrader, or grade with the version"
                tell(self.log, names, f"{sentence} that released it ({version})")
        return left


def _verdict(name: str, outcome: ExerciseOutcome | None) -> Verdict:
    """Return the verdict of an outcome. Raises GraderError where the grader failed, and so gave none."""
    if outcome is None or outcome.verdict is None:
        raise GraderError(f"the grader failed on {name}: {outcome.trouble if outcome else 'no outcome'}")
    return outcome.verdict
