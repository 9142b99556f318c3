"""Negative controls: with every verdict, each known mistake must be refused by the checks that the student faced.

A mistake in a gradient must be refused twice, by finite differences alone and by the oracle alone, so that a judge
that has lost either one gives no verdicts. A control that survives is the grader's error, never a pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from grader.course.spec import Exercise, Mistake
from grader.errors import GraderError
from grader.judge.check import Check, Kind
from grader.judge.evaluation import Evaluation
from grader.judge.finding import Controls
from grader.judge.first_refusals import first_refusal
from grader.judge.plan import plan
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS, solution_file
from grader.runner.source import Source, read
from grader.runner.tree import Tree

VARIANTS = 100
"""Variants of one solution that are kept: all that a diagnosis tries of most, and a bound on memory."""

REFUSED_BY = {
    "gradient": (Kind.ORACLE, Kind.FINITE_DIFFERENCE),
    "forward": (Kind.FORWARD,),
    "robustness": (Kind.ROBUSTNESS,),
    "contract": (Kind.CONTRACT,),
    "identity": (Kind.IDENTITY,),
}
"""The kinds of evidence each of which must refuse a mistake by itself, by what the mistake breaks."""


def run_controls(evaluation: Evaluation) -> Controls:
    """Evaluate a mutant for every known mistake on the same instances, once for all that share them."""
    if evaluation.shared.controls is None:
        mistakes = evaluation.exercise.mistakes
        survivors = [m.name for m in mistakes if not refused(evaluate_mutant(evaluation, m), m)]
        evaluation.shared.controls = Controls(len(mistakes) - len(survivors), len(mistakes), survivors)
    return evaluation.shared.controls


def require_right_answer(evaluation: Evaluation, checks: Sequence[Check]) -> None:
    """Ask the solution the checks that refused an answer: where one refuses that as well, the grader is wrong.

    Raises GraderError, naming the check: no student is told to change what is right.
    """
    right = evaluation.for_submission(load_local(evaluation.exercise, solutions()), quick=False)
    for check in checks:
        if check.name in evaluation.shared.right:
            continue
        finding = check.ask(right)
        if not finding.passed:
            raise GraderError(
                f"the check {check.name!r} refuses the solution of {evaluation.exercise.name}: {finding.message}"
            )
        evaluation.shared.right.add(check.name)


def refused(evaluation: Evaluation, mistake: Mistake) -> bool:
    """Whether each kind of evidence that must refuse the mistake does so, by values and not by an exception."""
    found = first_refusal(evaluation.exercise, mistake)
    for kind in REFUSED_BY[mistake.breaks]:
        found = refusal(evaluation, kind, found)
        if found is None:
            return False
    return True


def refusal(evaluation: Evaluation, kind: Kind, like: Check | None = None) -> Check | None:
    """Return a check of one kind that refuses the answer by values; those most `like` another are asked first.

    A mistake in the contract is refused by a broken promise, or by any check that finds nothing to compare.
    """
    form = kind == Kind.CONTRACT
    checks = [check for check in plan(evaluation.exercise) if form or check.kind == kind]
    if like:
        checks.sort(key=lambda check: (check != like, (check.case != like.case) + (check.target != like.target)))
    for check in checks:
        finding = check.ask(evaluation)
        if not finding.passed and (check.kind == Kind.CONTRACT or finding.by_value is not form):
            return check
    return None


def evaluate_mutant(evaluation: Evaluation, mistake: Mistake) -> Evaluation:
    """Return the evaluation, on the same instances, of the solution with one mistake put in.

    It is kept in `evaluation.shared`: the diagnosis compares with what the controls have asked already.
    """
    if mistake.name not in evaluation.shared.mutants:
        evaluation.shared.mutants[mistake.name] = evaluation.for_submission(
            load_local(evaluation.exercise, mutant_tree(evaluation.exercise, mistake))
        )
    return evaluation.shared.mutants[mistake.name]


def mutant_tree(exercise: Exercise, mistake: Mistake) -> Tree:
    """Return the solutions with one mistake put in. Raises GraderError unless its line stands there exactly once."""
    source = solution(exercise.part, exercise.name)
    if source.text.count(mistake.line) != 1:
        raise GraderError(
            f"{exercise.name}: the line of the mistake {mistake.name} stands {source.text.count(mistake.line)} times"
        )
    return variant_tree(exercise, source.text.replace(mistake.line, mistake.instead))


def evaluate_variant(evaluation: Evaluation, text: str) -> Evaluation:
    """Return the evaluation, on the same instances, of the solution with another text. Raises BadInput as `load_local`.

    The first ones are kept in `evaluation.shared`: many answers of a class will be compared with them.
    """
    known = evaluation.shared.variants
    if text in known:
        return known[text]
    other = evaluation.for_submission(load_local(evaluation.exercise, variant_tree(evaluation.exercise, text)))
    if len(known) < VARIANTS:
        known[text] = other
    return other


def variant_tree(exercise: Exercise, text: str) -> Tree:
    """Return the solutions with another text in the place of the exercise's."""
    changed = replace(solution(exercise.part, exercise.name), text=text)
    return Tree(SOLUTIONS, {exercise.key: changed}, shared_with=solutions())


@cache
def solutions() -> Tree:
    """Return the one tree of solutions whose modules all mutants share: nothing that a mutant imports imports it."""
    return Tree(SOLUTIONS)


@cache
def solution(part: str, name: str) -> Source:
    """Return the solution's source."""
    return read(solution_file(part, name))
