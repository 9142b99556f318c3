"""Judge one answer: ask its checks, run the controls, name the mistake."""

from __future__ import annotations

import time

from grader.course.spec import Exercise
from grader.errors import GraderError
from grader.judge import controls
from grader.judge.check import CONTRACT_KINDS
from grader.judge.diagnosis import diagnose
from grader.judge.evaluation import Evaluation, SharedEvaluation
from grader.judge.plan import plan
from grader.judge.submission import Submission
from grader.judge.verdict import Verdict
from grader.paths import SOLUTIONS

SECONDS = 10.0
"""Time that one answer's own code may take in one verdict, all calls together."""


def judge(
    exercise: Exercise,
    subject: Submission,
    seed: int = 0,
    *,
    live: bool = False,
    shared: SharedEvaluation | None = None,
) -> Verdict:
    """Return the verdict on a subject: `judge(exercise, here(exercise, tree, SECONDS))` for a file of a tree.

    `shared` keeps what depends on no answer from one verdict on the exercise, with this seed and `live`, to the next.
    Raises GraderError where the grader is at fault.
    """
    judging = Evaluation(exercise, subject, seed, live=live, shared=shared)
    source = judging.subject.source
    verdict = Verdict(exercise.name, source.path, source.sha256, seed, exercise.points)
    ask_all(judging, verdict)
    if not verdict.unwritten:
        verdict.controls = controls.run_controls(judging) if SOLUTIONS.is_dir() else None
        if verdict.failures and verdict.controls:
            controls.require_right_answer(judging, [check for check, _ in verdict.failures])
        verdict.diagnosis = diagnose.diagnose(judging) if verdict.failures else None
        verdict.advice = diagnose.dtype_advice(judging) if verdict.passed else []
    verdict.printed = judging.subject.printed.text
    verdict.seconds = time.perf_counter() - subject.started
    return verdict


def ask_all(judging: Evaluation, verdict: Verdict) -> None:
    """Ask every check in order; stop after the contract where it fails, since there is nothing to compare."""
    for check in plan(judging.exercise):
        finding = check.ask(judging)
        verdict.results.append((check, finding))
        if check.kind in CONTRACT_KINDS and not finding.passed:
            verdict.unwritten = finding.message if judging.unwritten else ""
            return
    if not verdict.results:
        raise GraderError(f"{judging.exercise.name} has no checks, so no verdict may be given")
