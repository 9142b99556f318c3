"""Judge one answer: ask its checks, run the controls, name the mistake."""

from __future__ import annotations

import time

from grader.catalog.spec import Exercise
from grader.errors import GraderError
from grader.judge import controls, diagnosis
from grader.judge.check import FORM_KINDS
from grader.judge.judging import Judging
from grader.judge.plan import plan
from grader.judge.subject import Subject
from grader.judge.tree import Tree
from grader.judge.verdict import Verdict
from grader.places import SOLUTIONS

SECONDS = 10.0
"""Time that one answer's own code may take in one verdict, all calls together."""


def judge(exercise: Exercise, tree: Tree, seed: int = 0, *, live: bool = False, seconds: float = SECONDS) -> Verdict:
    """Return the verdict on the exercise's file in `tree`.

    Raises BadInput where there is nothing to ask, GraderError where the grader is at fault.
    """
    start = time.perf_counter()
    judging = Judging(exercise, Subject(exercise, tree, seconds), seed, live=live)
    source = judging.subject.source
    verdict = Verdict(exercise.name, source.path, source.sha256, seed, exercise.points)
    ask_all(judging, verdict)
    if not verdict.unwritten:
        verdict.controls = controls.run(judging) if SOLUTIONS.is_dir() else None
        if verdict.failures and verdict.controls:
            controls.require_right_answer(judging, [check for check, _ in verdict.failures])
        verdict.diagnosis = diagnosis.diagnose(judging) if verdict.failures else None
        verdict.advice = diagnosis.advise(judging) if verdict.passed else []
    verdict.printed = judging.subject.printed.text
    verdict.seconds = time.perf_counter() - start
    return verdict


def ask_all(judging: Judging, verdict: Verdict) -> None:
    """Ask every check in order; stop after the contract where it fails, since there is nothing to compare."""
    for check in plan(judging.exercise):
        finding = check.ask(judging)
        verdict.results.append((check, finding))
        if check.kind in FORM_KINDS and not finding.passed:
            verdict.unwritten = finding.message if judging.unwritten else ""
            return
    if not verdict.results:
        raise GraderError(f"{judging.exercise.name} has no checks, so no verdict may be given")
