"""Formula: the gradient as an index formula, evaluated on small arrays. It earns points of its own, blocks nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from grader.course.spec import Case, Exercise
from grader.errors import GraderError
from grader.judge.check import Check, Kind, Target, TargetType
from grader.judge.evaluation import Evaluation
from grader.judge.finding import Finding

if TYPE_CHECKING:
    from grader.course.formulas import Formulas
    from grader.judge.formulas.explain import Draw, Question

DRAWS, ELSEWHERE = ("formula", "formula, drawn again"), "formula, elsewhere"


def checks(exercise: Exercise) -> Iterator[Check]:
    """One check for each formula that is asked for."""
    for wanted in exercise.formulas:
        target = Target(TargetType.DERIVATION, f"formula {wanted}")
        yield Check(f"formula {wanted}", Kind.FORMULA, target, partial(_ask, wanted))


def _ask(wanted: str, evaluation: Evaluation) -> Finding:
    """Judge one formula, and with it the known wrong ones. Raises GraderError where one of those is taken for right."""
    found = evaluation.submission.formula
    filled = {name: text for name, text in found.items() if text is not None} if isinstance(found, Mapping) else {}
    texts = {name: text for name, text in filled.items() if isinstance(text, str) and text.strip()}
    if wanted not in texts:
        return _no_formula(wanted, found, filled, evaluation.exercise.formulas)
    from grader.judge.formulas.explain import KnownFormula, judge_formula

    asked, question = formula_question(evaluation)
    wrongs = [wrong for wrong in asked.wrong if wrong.wanted == wanted]
    for wrong in wrongs:
        if judge_formula(wanted, {wanted: wrong.formula}, question, why=False).right:
            raise GraderError(
                f"formula {wanted} of {evaluation.exercise.name}: the known wrong {wrong.formula} is accepted"
            )
    outcome = judge_formula(
        wanted, texts, question, [KnownFormula(wrong.text, wrong.formula) for wrong in wrongs if wrong.text]
    )
    if outcome.right:
        return _of_any_size(evaluation, wanted, texts)
    for right in asked.right:
        if not judge_formula(wanted, right, question, why=False).right:
            raise GraderError(f"formula {wanted} of {evaluation.exercise.name}: the right {right[wanted]} is refused")
    return Finding(False, f"formula[{wanted!r}]: {outcome.message}")


def _of_any_size(evaluation: Evaluation, wanted: str, texts: Mapping[str, str]) -> Finding:
    """Check a formula that is true on the small case on other sizes too: a 3 may stand in it for a length."""
    from grader.judge.formulas.explain import judge_formula

    _, question = formula_question(evaluation)
    if evaluation.shared.elsewhere is None:
        evaluation.shared.elsewhere = _pose(evaluation, drawn(evaluation.exercise)[len(DRAWS) :])
    if judge_formula(wanted, texts, evaluation.shared.elsewhere, why=False).right:
        return Finding(True)
    here, there = (_numbers(each, evaluation.exercise) for each in (question, evaluation.shared.elsewhere))
    sizes = ", ".join(f"{name} = {number:g}" for name, number in here.items() if there[name] != number)
    return Finding(
        False,
        f"formula[{wanted!r}]: it is true where {sizes}, and not where these are others: a number stands where a name "
        "should.",
    )


def _numbers(question: Question, exercise: Exercise) -> dict[str, float]:
    """Return the lengths of the axes, and the numbers among the arguments, by the names that a formula uses."""
    arrays = question.draws[0].values.arrays
    names = [*question.sizes, *(name for name in exercise.arguments if name in arrays and not np.ndim(arrays[name]))]
    return {name: float(arrays[name]) for name in names}


def _no_formula(wanted: str, found: object, filled: Mapping, asked: tuple[str, ...]) -> Finding:
    """Say that there is no formula: of one, where others are there, else of all."""
    if found is not None and not isinstance(found, Mapping):
        return Finding(False, f'formula is no dict: write {{"{wanted}": "{wanted}[...] = ..."}}')
    if not isinstance(filled.get(wanted, ""), str):
        return Finding(False, f"formula[{wanted!r}] is not text: write it in quotes")
    if any(name in filled for name in asked):
        return Finding(False, f"formula[{wanted!r}] is not filled in", unanswered=True)
    return Finding(False, f"formula is not filled in: {', '.join(asked)}", unanswered=True)


def formula_question(evaluation: Evaluation) -> tuple[Formulas, Question]:
    """Return the exercise's formulas, and what they are compared with: two draws of their case, with the truth."""
    if evaluation.shared.formulas is None:
        from grader.course.formulas import formulas_of

        evaluation.shared.formulas = (
            formulas_of(evaluation.exercise),
            _pose(evaluation, drawn(evaluation.exercise)[: len(DRAWS)]),
        )
    return evaluation.shared.formulas


def _pose(evaluation: Evaluation, cases: list[Case]) -> Question:
    from grader.course.formulas import formulas_of
    from grader.judge.formulas.explain import Question

    asked = formulas_of(evaluation.exercise)
    return Question([_draw(evaluation, asked, case) for case in cases], asked.upstreams, asked.sizes)


def drawn(exercise: Exercise) -> list[Case]:
    """Return the cases on which the formulas of an exercise are checked, if it has any; the last is `elsewhere`."""
    from grader.course.formulas import formulas_of

    if not exercise.formulas:
        return []
    asked = formulas_of(exercise)
    return [*(replace(asked.case, label=label) for label in DRAWS), replace(asked.elsewhere, label=ELSEWHERE)]


def _draw(evaluation: Evaluation, asked: Formulas, case: Case) -> Draw:
    from grader.judge.formulas.explain import Draw
    from grader.judge.formulas.ranges import Values

    truth = evaluation.instance(case).truth
    known = dict(truth.inputs)
    if asked.upstream:
        known |= {asked.upstream: truth.upstream, asked.upstream[1:]: truth.output}
    if asked.quantities:
        known |= asked.quantities(**known)
    arrays = {name: np.asarray(known[name], dtype=np.float64) for name in asked.given}
    answers = {f"d{name}": gradient for name, gradient in truth.gradients.items()} or truth.outputs
    wanted = {name: answers[asked.truth.get(name, name)] for name in evaluation.exercise.formulas}
    axes = asked.axes
    axes |= {name: axes[name[1:]] for name in wanted if name[1:] in axes}
    for name, letters in asked.axes.items():
        arrays |= {
            a: np.array(float(n)) for a, n in zip(letters, np.shape(known[name]), strict=True) if a in asked.sizes
        }
    return Draw(Values(arrays, axes), wanted)
