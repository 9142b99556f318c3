"""Refusals: where an exception is promised it comes, by its type, and leaves what was given as it was."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from grader.course.spec import Exercise, Refusal
from grader.judge import broken_promises
from grader.judge.check import Check, Kind, Target, TargetType
from grader.judge.evaluation import Evaluation
from grader.judge.finding import Finding, not_comparable
from grader.judge.problem import ProblemKind, call_failed
from grader.judge.purity import PurityChecker
from grader.judge.return_values import UnusableReturn
from grader.runner.observation import ErrorKind


def checks(exercise: Exercise) -> Iterator[Check]:
    """A check of each exception that the exercise promises."""
    for refusal in exercise.refusals:
        target = Target(TargetType.PROMISE, f"refuses {refusal.case.label}")
        ask = partial(_ask, refusal=refusal)
        yield Check(f"{refusal.error.__name__} for {refusal.case.label}", Kind.CONTRACT, target, ask, ordinary=False)


def _ask(evaluation: Evaluation, refusal: Refusal) -> Finding:
    wanted, case = refusal.error.__name__, refusal.case
    inputs = evaluation.fresh_inputs(case)
    purity = PurityChecker(inputs, None)
    result = evaluation.submission.runner.observe(inputs, check_purity=True).calls[0]
    error = result.error
    if error and (error.out_of_time or error.kind is not ErrorKind.RAISED):
        return not_comparable(call_failed(error))
    if error is None or wanted not in (error.exception, *error.bases):
        came = f"{error.exception} comes" if error else "a result comes"
        return not_comparable(broken_promises.not_refused(wanted, case.label, came))
    try:
        purity.after(error.step, result)
    except UnusableReturn as broken:
        return not_comparable(
            broken_promises.fails_where(
                f"it refuses {case.label}", broken.problem, ProblemKind.INPUT_CHANGED, case.label
            )
        )
    return Finding(True)
