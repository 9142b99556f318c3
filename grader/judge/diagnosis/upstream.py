"""Compare wrong gradients with the right ones for another upstream gradient: none at all, or its square."""

from __future__ import annotations

import numpy as np

from grader.course.spec import Case
from grader.judge import controls
from grader.judge.diagnosis.array_matching import Named, WrongArray, array, close, one_of_each
from grader.judge.evaluation import Evaluation
from grader.judge.submission import load_local


def upstream_forgotten(evaluation: Evaluation, wrongs: list[WrongArray]) -> Named | None:
    """See whether a gradient is, on every case, that of the output's plain sum, or of the upstream gradient squared."""
    if not wrongs[0].gradient:
        return None
    right = load_local(evaluation.exercise, controls.solutions())

    def gradients(case: Case, power: int) -> dict[str, np.ndarray]:
        return right.ask(evaluation.fresh_inputs(case), evaluation.instance(case).upstream ** power).gradients

    for wrong in one_of_each(wrongs):
        cases = [case for case in evaluation.exercise.cases if not case.large]
        asked = [case for case in cases if wrong.name in evaluation.instance(case).truth.gradients]
        for power, name, words in (
            (0, "upstream-forgotten", "is that of sum(output), not of L: where is the upstream gradient?"),
            (2, "upstream-twice", "has the upstream gradient in it twice, as a factor."),
        ):
            if all(close(array(evaluation, case, wrong), gradients(case, power).get(wrong.name)) for case in asked):
                return name, f"{wrong.label} {words}"
    return None
