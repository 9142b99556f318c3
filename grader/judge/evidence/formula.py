"""Formula: the gradient as an index formula, evaluated on small arrays. It earns points of its own, blocks nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from grader.catalog.spec import Case, Exercise
from grader.errors import GraderError
from grader.judge.check import Check, Finding
from grader.judge.judging import Judging

if TYPE_CHECKING:
    from grader.catalog.formulas import Formulas
    from grader.formula.explain import Draw, Question

DRAWS = ("formula", "formula, drawn again")


def checks(exercise: Exercise) -> Iterator[Check]:
    """One check for each formula that is asked for."""
    for wanted in exercise.formulas:
        yield Check(f"formula {wanted}", "formula", f"formula {wanted}", partial(_ask, wanted))


def _ask(wanted: str, judging: Judging) -> Finding:
    """Judge one formula, and with it the known wrong ones. Raises GraderError where one of those is taken for right."""
    found = judging.subject.formula
    filled = {name: text for name, text in found.items() if text is not None} if isinstance(found, Mapping) else {}
    texts = {name: text for name, text in filled.items() if isinstance(text, str) and text.strip()}
    if wanted not in texts:
        return _no_formula(wanted, found, filled, judging.exercise.formulas)
    from grader.formula.explain import Known, judge

    asked, question = posed(judging)
    wrongs = [wrong for wrong in asked.wrong if wrong.wanted == wanted]
    for wrong in wrongs:
        if judge(wanted, {wanted: wrong.formula}, question, why=False).right:
            raise GraderError(
                f"formula {wanted} of {judging.exercise.name}: the known wrong {wrong.formula} is accepted"
            )
    outcome = judge(wanted, texts, question, [Known(wrong.text, wrong.formula) for wrong in wrongs if wrong.text])
    if outcome.right:
        return _of_any_size(judging, wanted, texts)
    for right in asked.right:
        if not judge(wanted, right, question, why=False).right:
            raise GraderError(f"formula {wanted} of {judging.exercise.name}: the right {right[wanted]} is refused")
    return Finding(False, f"formula[{wanted!r}]: {outcome.message}")


def _of_any_size(judging: Judging, wanted: str, texts: Mapping[str, str]) -> Finding:
    """Hold a formula that is true on the small case against one of other sizes: a 3 may stand there for a length."""
    from grader.formula.explain import judge

    if all(judge(wanted, texts, question, why=False).right for question in _elsewhere(judging)):
        return Finding(True)
    sizes = ", ".join(f"{a} = {n}" for a, n in _lengths(posed(judging)[1]).items())
    return Finding(
        False,
        f"formula[{wanted!r}]: it is true where {sizes}, and not for other lengths of the axes: a number stands where "
        "the name of a length should.",
    )


def _elsewhere(judging: Judging) -> list[Question]:
    """Return the exercise's own cases of other sizes on which all right formulas hold, until each length was another.

    Those with an axis of length 1 come last: they are asked where nothing else tells.
    """
    if judging.shared.elsewhere is None:
        small, chosen = _lengths(posed(judging)[1]), []
        left = set(small)
        found = [_other_sizes(judging, case) for case in judging.exercise.cases if not case.large]
        for question in sorted(filter(None, found), key=lambda each: 1 in _lengths(each).values()):
            varied = {a for a, n in _lengths(question).items() if n != small[a]}
            if varied & left:
                chosen.append(question)
                left -= varied
        judging.shared.elsewhere = chosen
    return judging.shared.elsewhere


def _other_sizes(judging: Judging, case: Case) -> Question | None:
    from grader.formula.explain import Question, judge

    asked, question = posed(judging)
    try:
        found = Question([_draw(judging, asked, case)], asked.upstreams, asked.sizes)
    except (KeyError, ValueError, TypeError):  # arrays of other names, or of another number of axes
        return None
    if _lengths(found) == _lengths(question):
        return None
    wanted = judging.exercise.formulas
    return found if all(judge(w, right, found, why=False).right for right in asked.right for w in wanted) else None


def _lengths(question: Question) -> dict[str, int]:
    return {a: int(question.draws[0].values.arrays[a]) for a in question.sizes}


def _no_formula(wanted: str, found: object, filled: Mapping, asked: tuple[str, ...]) -> Finding:
    """Say that there is no formula: of one, where others are there, else of all."""
    if found is not None and not isinstance(found, Mapping):
        return Finding(False, f'formula is no dict: write {{"{wanted}": "{wanted}[...] = ..."}}')
    if not isinstance(filled.get(wanted, ""), str):
        return Finding(False, f"formula[{wanted!r}] is not text: write it in quotes")
    if any(name in filled for name in asked):
        return Finding(False, f"formula[{wanted!r}] is not filled in", unanswered=True)
    return Finding(False, f"formula is not filled in: {', '.join(asked)}", unanswered=True)


def posed(judging: Judging) -> tuple[Formulas, Question]:
    """Return the exercise's formulas, and what they are held against: two draws of their case, with the truth."""
    if judging.shared.formulas is None:
        judging.shared.formulas = _pose(judging)
    return judging.shared.formulas


def _pose(judging: Judging) -> tuple[Formulas, Question]:
    from grader.catalog.formulas import formulas
    from grader.formula.explain import Question

    asked = formulas(judging.exercise)
    draws = [_draw(judging, asked, case) for case in drawn(judging.exercise)]
    return asked, Question(draws, asked.upstreams, asked.sizes)


def drawn(exercise: Exercise) -> list[Case]:
    """Return the cases that the formulas of an exercise are held against, none where it has none."""
    from grader.catalog.formulas import formulas

    return [replace(formulas(exercise).case, label=label) for label in DRAWS] if exercise.formulas else []


def _draw(judging: Judging, asked: Formulas, case: Case) -> Draw:
    from grader.formula.explain import Draw
    from grader.formula.ranges import Values

    truth = judging.posed(case).truth
    known = dict(truth.inputs)
    if asked.upstream:
        known |= {asked.upstream: truth.upstream, asked.upstream[1:]: truth.output}
    if asked.quantities:
        known |= asked.quantities(**known)
    arrays = {name: np.asarray(known[name], dtype=np.float64) for name in asked.given}
    answers = {f"d{name}": gradient for name, gradient in truth.gradients.items()} or truth.outputs
    wanted = {name: answers[asked.truth.get(name, name)] for name in judging.exercise.formulas}
    axes = asked.axes
    axes |= {name: axes[name[1:]] for name in wanted if name[1:] in axes}
    for name, letters in asked.axes.items():
        arrays |= {
            a: np.array(float(n)) for a, n in zip(letters, np.shape(known[name]), strict=True) if a in asked.sizes
        }
    return Draw(Values(arrays, axes), wanted)
