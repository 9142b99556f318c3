"""Rules about answers, put to the judge: the solution, the right alternatives and the known mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.course.spec import Exercise
from grader.errors import BadInput, GraderError
from grader.judge import alternatives, controls
from grader.judge.check import DERIVE_KINDS
from grader.judge.dev_check.rule import SEEDS, files_of
from grader.judge.diagnosis.diagnose import diagnose
from grader.judge.evaluation import Evaluation
from grader.judge.first_refusals import record_file, recorded_refusals
from grader.judge.judge import judge_submission
from grader.judge.plan import plan
from grader.judge.record_refusals import refusals_of
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS
from grader.runner.tree import Tree

Found = Iterator[tuple[Path, str]]

IN_FULL = SEEDS[:2]
"""Seeds on which right alternatives are asked what an answer is asked, and not only what a mutant is."""


def solution_earns_every_point(exercise: Exercise) -> Found:
    """The solution passes with the formulas and the numbers worked by hand, and there is no advice to give it."""
    solution = files_of(exercise).solution
    verdict = judge_submission(exercise, load_local(exercise, Tree(SOLUTIONS)))
    for check, finding in verdict.results:
        if not finding.passed:
            yield solution, f"{check.name}: {finding.message}"
    if verdict.points != verdict.max_points:
        yield solution, f"earns {verdict.points:g} of {verdict.max_points:g} points"
    for advice in verdict.advice:
        yield solution, advice


def solution_passes_on_ten_seeds(exercise: Exercise) -> Found:
    """The solution passes whatever the inputs are."""
    for evaluation in _evaluations(exercise):
        for message in _failures(evaluation):
            yield files_of(exercise).solution, f"seed {evaluation.seed}: {message}"


def alternatives_pass_on_ten_seeds(exercise: Exercise) -> Found:
    """A right answer written another way passes whatever the inputs are.

    What is asked by comparing an answer with itself hangs on no numbers, so it is asked on the first seeds alone.
    """
    evaluations = _evaluations(exercise)
    for other in alternatives.names(exercise):
        submission = load_local(exercise, alternatives.tree(exercise, other))
        for evaluation in evaluations:
            for message in _failures(evaluation.for_submission(submission, quick=evaluation.seed not in IN_FULL)):
                yield files_of(exercise).alternatives, f"{other}, seed {evaluation.seed}: {message}"


def mistakes_are_refused_on_ten_seeds(exercise: Exercise) -> Found:
    """A known mistake applies exactly once; each kind of evidence that it breaks refuses it alone, by its values."""
    entry, evaluations = files_of(exercise).entry, _evaluations(exercise)
    for mistake in exercise.mistakes:
        for evaluation in evaluations:
            try:
                mutant = controls.evaluate_mutant(evaluation, mistake)
            except (BadInput, GraderError) as error:
                yield entry, f"{mistake.name}: {error}"
                break
            kinds = [kind for kind in controls.REFUSED_BY[mistake.breaks] if not controls.refusal(mutant, kind)]
            if kinds:
                yield entry, f"{mistake.name}, seed {evaluation.seed}: is not refused by {' nor by '.join(kinds)} alone"
                break


def first_refusals_are_recorded(exercise: Exercise) -> Found:
    """What is recorded for the negative controls to ask first is what refuses each known mistake today."""
    recorded, today = recorded_refusals(exercise), refusals_of(exercise)
    for name in recorded.keys() | today.keys():
        if recorded.get(name) != today.get(name):
            yield record_file(exercise), f"{name}: run `grader dev record {exercise.name}`"


def mistakes_are_named_in_the_diagnosis(exercise: Exercise) -> Found:
    """The diagnosis of each known mistake is that mistake."""
    for mistake in exercise.mistakes:
        named = diagnose(Evaluation(exercise, load_local(exercise, controls.mutant_tree(exercise, mistake))))
        if named is None or named.mistake != mistake.name:
            outcome = f"is diagnosed as {named.mistake}" if named else "has no diagnosis"
            yield files_of(exercise).entry, f"{mistake.name} {outcome}"


def _evaluations(exercise: Exercise) -> list[Evaluation]:
    return [Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS)), seed) for seed in SEEDS]


def _failures(evaluation: Evaluation) -> Iterator[str]:
    """Yield what the checks of the implement and verify gates find wrong with an answer."""
    for check in plan(evaluation.exercise):
        if check.kind not in DERIVE_KINDS and not (finding := check.ask(evaluation)).passed:
            yield f"{check.name}: {finding.message}"
