"""Runs of a student's text, as it is and changed: all in the sandbox, each in a process of its own."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

import numpy as np

from grader.course.spec import Case, Exercise
from grader.errors import BadInput
from grader.judge.case_instance import draw_inputs
from grader.judge.check import DERIVE_KINDS
from grader.judge.evaluation import Evaluation, SharedEvaluation
from grader.judge.plan import plan
from grader.judge.sample import Sample
from grader.judge.sandbox.worker import Worker

SEEN = "viva_saw_a_shape"
"""The name of the exception by which a changed text tells a shape."""

TELL = f"""
class {SEEN}(BaseException):
    def __init__(self, value):
        shape = getattr(value, "shape", None)
        self.facts = {{"shape": tuple(int(n) for n in shape)}}
"""


class Runs:
    """What one student's exercise does, with its text as it is or another; `files` map "partNN_topic.NAME" to text."""

    def __init__(self, exercise: Exercise, files: Mapping[str, str], seed: int, *, sandboxed: bool) -> None:
        self.exercise, self.files, self.seed, self.sandboxed = exercise, dict(files), seed, sandboxed
        self.text = self.files[exercise.key]
        self.shared = SharedEvaluation()

    def sample(self, text: str, case: Case) -> Sample | str:
        """Return what a text gives on a case, or in words why it cannot be asked."""
        inputs, upstream = draw_inputs(self.exercise, case, self.seed)
        return self._run(text, lambda worker: worker.submission(self.exercise).ask(inputs, upstream))

    def arrays(self, text: str, case: Case) -> dict[str, np.ndarray]:
        """Return the outputs and gradients of a text on a case, by what they are called; none where it fails."""
        sample = self.sample(text, case)
        if isinstance(sample, str) or sample.problem:
            return {}
        return {**{f"d{name}": array for name, array in sample.gradients.items()}, **sample.outputs}

    def checks(self, text: str) -> dict[str, bool]:
        """Return which checks a text passes, by name; none where it cannot be asked."""

        def ask(worker: Worker) -> dict[str, bool]:
            evaluation = Evaluation(self.exercise, worker.submission(self.exercise), self.seed, shared=self.shared)
            checks = [check for check in plan(self.exercise) if check.kind not in DERIVE_KINDS]
            return {check.name: check.ask(evaluation).passed for check in checks}

        found = self._run(text, ask)
        return {} if isinstance(found, str) else found

    def shape_after(self, node: ast.stmt, name: str, case: Case) -> tuple[int, ...] | None:
        """Return the shape of what `name` is when a statement has run for the first time; None where it has none.

        The text is run up to there: an exception after the statement takes the shape along.
        """
        rows = self.text.splitlines()
        rows.insert(node.end_lineno, f"{' ' * node.col_offset}raise {SEEN}({name})")
        sample = self.sample("\n".join(rows) + "\n" + TELL, case)
        if isinstance(sample, str) or not sample.problem or not sample.problem.error:
            return None
        error = sample.problem.error
        shape = error.facts.get("shape") if error.exception == SEEN else None
        return shape if isinstance(shape, tuple) else None

    def why_nothing(self, case: Case) -> str:
        """Return why the text as it is gives no answer on a case, or ""."""
        sample = self.sample(self.text, case)
        if isinstance(sample, str):
            return sample
        return sample.problem.text if sample.problem else ""

    def _run(self, text: str, ask: Callable[[Worker], object]) -> object:
        with Worker({**self.files, self.exercise.key: text}, sandboxed=self.sandboxed) as worker:
            try:
                return ask(worker)
            except BadInput as why:
                return str(why)
