"""Look for a slip in the solution that gives the student's numbers, for mistakes that nobody foresaw.

An answer with the numbers of a mutant has made its mistake, however it is written. The sentence says what sort of
slip it is, never the formula.
"""

from __future__ import annotations

import itertools
import time

from grader.course.stubs import REGION
from grader.errors import BadInput
from grader.judge import controls
from grader.judge.diagnosis.array_matching import Named, WrongArray, same_array
from grader.judge.diagnosis.slips import made_in
from grader.judge.evaluation import Evaluation

MOST = 400
"""Slips tried at one answer; each costs a few calls on one case."""

SECONDS = 0.5
"""Of processor time that the search may take."""


def find_mutation(evaluation: Evaluation, wrongs: list[WrongArray]) -> Named | None:
    """Return the sort of slip that explains the largest wrong array on all cases, and a sentence."""
    wrong = wrongs[0]
    text = controls.solution(evaluation.exercise.part, evaluation.exercise.name).text
    if "while " in text or wrong.wanted.size < 2:
        return None  # a mutant might never end; and one number may be the same for many reasons
    ends = time.process_time() + SECONDS
    for slip in itertools.islice(made_in(text, students_lines(text)), MOST):
        if time.process_time() > ends:
            break
        try:
            other = controls.evaluate_variant(evaluation, slip.applied_to(text))
        except BadInput:
            continue
        if same_array(evaluation, other, wrong):
            told = slip.kind.made
            return told.name, f"{wrong.label} is right but for one slip: {told.words}"
    return None


def students_lines(text: str):
    """Return which lines of a solution are those that students write."""
    spans = [(text.count("\n", 0, m.start()) + 1, text.count("\n", 0, m.end())) for m in REGION.finditer(text)]
    return lambda line: any(first <= line <= last for first, last in spans)
