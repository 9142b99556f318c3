"""Judge one submission: ask its checks, run the negative controls, name the mistake."""

from __future__ import annotations

import time

from grader.course.spec import Exercise
from grader.errors import GraderError
from grader.judge import controls
from grader.judge.evaluation import Evaluation, SharedEvaluation
from grader.judge.evidence.dtypes import dtype_advice
from grader.judge.plan import plan
from grader.judge.submission import Submission
from grader.judge.verdict import Verdict
from grader.paths import SOLUTIONS


def judge_submission(
    exercise: Exercise,
    submission: Submission,
    seed: int = 0,
    *,
    live: bool = False,
    shared: SharedEvaluation | None = None,
) -> Verdict:
    """Return the verdict on a submission; `judge_file` is the entrance for a file.

    `shared` keeps what depends on no answer from one verdict on the exercise, with this seed and `live`, to the next.
    Raises GraderError where the grader is at fault.
    """
    evaluation = Evaluation(exercise, submission, seed, live=live, shared=shared)
    source = submission.source
    verdict = Verdict(exercise.name, source.path, source.sha256, seed, exercise.points)
    _ask_all(evaluation, verdict)
    if not verdict.not_written:
        verdict.controls = controls.run_controls(evaluation) if SOLUTIONS.is_dir() else None
        if verdict.failures and verdict.controls:
            controls.require_right_answer(evaluation, [check for check, _ in verdict.failures])
        if verdict.failures:
            from grader.judge.diagnosis.diagnose import diagnose  # a right answer has none, and starts without

            verdict.diagnosis = diagnose(evaluation)
        verdict.advice = dtype_advice(evaluation) if verdict.passed else []
    if submission.replaced:
        verdict.advice.append(
            f"The file puts others in the place of {submission.replaced}, for all code that runs with it. Here that "
            "counts in its own calls alone; give them names of your own."
        )
    verdict.printed = submission.printed.text
    verdict.seconds = time.perf_counter() - submission.started
    return verdict


def _ask_all(evaluation: Evaluation, verdict: Verdict) -> None:
    """Ask every check in order, each case by itself; of a stub, the first alone."""
    for check in plan(evaluation.exercise):
        verdict.results.append((check, check.ask(evaluation)))
        if evaluation.not_written:
            verdict.not_written = evaluation.not_written.text
            return
    if not verdict.results:
        raise GraderError(f"{evaluation.exercise.name} has no checks, so no verdict may be given")
    verdict.nothing_to_judge = evaluation.gave_nothing
