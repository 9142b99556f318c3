"""A formula as it is typed: is it true, which of its indices are free and which are summed, and its worst entry."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from grader.cli.workbench.worked_entry import worked_entry
from grader.course.spec import Exercise
from grader.judge.check import Kind
from grader.judge.evaluation import Evaluation, SharedEvaluation
from grader.judge.evidence.formula import formula_question
from grader.judge.formulas.evaluate import evaluate
from grader.judge.formulas.explain import Question, judge_formula, program
from grader.judge.formulas.syntax import FormulaError, FormulaLine, indices_of, nodes
from grader.judge.plan import plan


class FormulaView:
    """The formulas of one exercise; what they are compared with is drawn once."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.shared = SharedEvaluation()

    def read(self, wanted: str, texts: Mapping[str, str | None], why: bool) -> dict[str, Any]:
        """Return whether the formula for `wanted` is right, its message, its indices, and its worst entry worked out.

        Without `why` the message is only that of a formula that cannot be read, as it comes at once; with it, it is the
        formula gate's own.
        """
        evaluation = Evaluation(self.exercise, SimpleNamespace(formula=dict(texts)), shared=self.shared)
        _, question = formula_question(evaluation)
        filled = {name: text for name, text in texts.items() if isinstance(text, str) and text.strip()}
        if wanted not in filled:
            return {"right": False, "empty": True, "message": ""}
        if why:
            check = next(c for c in plan(self.exercise) if c.kind == Kind.FORMULA and c.name == f"formula {wanted}")
            finding = check.ask(evaluation)
            right, message = finding.passed, finding.message
        else:
            outcome = judge_formula(wanted, filled, question, why=False)
            right, message = outcome.right, outcome.message
        return {"right": right, "message": message} | self._indices(wanted, filled, question, right)

    def _indices(self, wanted: str, texts: Mapping[str, str], question: Question, right: bool) -> dict[str, Any]:
        try:
            lines = program(wanted, texts, question)
        except FormulaError:
            return {"free": [], "summed": []}
        values = question.draws[0].values
        folds = [node for line in lines for node in nodes(line.right) if node.kind == "fold"]
        summed = list(dict.fromkeys(name for fold in folds for name in fold.value[1]))
        free = list(dict.fromkeys(name for line in lines for name in indices_of(line, values.scalars)))
        worked = "" if right else self._worst(wanted, lines, question)
        return {"free": free, "summed": summed, "worked": worked}

    @staticmethod
    def _worst(wanted: str, lines: tuple[FormulaLine, ...], question: Question) -> str:
        """Return the entry that is furthest off, worked out in numbers; "" where the formula gives none."""
        draw = question.draws[0]
        truth = draw.truth[wanted]
        try:
            got = evaluate(lines, wanted, np.shape(truth), draw.values)
            off = np.nan_to_num(np.abs(got - truth), nan=np.inf)
            place = tuple(int(n) for n in np.unravel_index(int(np.argmax(off)), np.shape(truth)))
            return f"{worked_entry(lines, wanted, place, draw)}; the true one is {truth[place]:z.3g}"
        except FormulaError:
            return ""
