"""Rules about the index formulas of an exercise that asks for some: right ones and wrong ones."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from grader.course.formulas import Formulas, formulas_of, task
from grader.course.spec import Exercise
from grader.judge.dev_check.rule import SEEDS, files_of
from grader.judge.evaluation import Evaluation
from grader.judge.evidence.formula import formula_question
from grader.judge.formulas.explain import KnownFormula, Question, judge_formula
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS
from grader.runner.source import read
from grader.runner.tree import Tree

Found = Iterator[tuple[Path, str]]

RIGHT, WRONG = 2, 3
"""How many full right answers and how many wrong formulas there are at least."""

EXPLAINED_SEEDS = (0, 1)
"""Seeds on which it is tried what is said of a wrong formula, which takes a search."""


def formulas_are_described(exercise: Exercise) -> Found:
    """What is asked has two right answers or more and three wrong formulas or more; every gradient of an op is asked.

    Of an op that is composed of earlier exercises only what is new is asked.
    """
    file = files_of(exercise).formulas
    if not exercise.formulas:
        if file.is_file():
            yield files_of(exercise).entry, "asks for no formulas, and formulas.py is there: formulas=(...)"
        return
    asked, wanted = formulas_of(exercise), set(exercise.formulas)
    if len(asked.right) < RIGHT or any(set(right) != wanted for right in asked.right):
        yield file, f"needs at least {RIGHT} right answers, each with all of {', '.join(exercise.formulas)}"
    if len(asked.wrong) < WRONG or {wrong.wanted for wrong in asked.wrong} != wanted:
        yield file, f"needs at least {WRONG} wrong formulas, and one of each of {', '.join(exercise.formulas)}"
    for wrong in asked.wrong:
        if (wrong.kind == "known") != bool(wrong.text):
            yield file, f"a wrong formula has either a kind or a sentence: {wrong.formula}"
    gradients = tuple(f"d{gradient}" for gradient in exercise.gradients)
    if exercise.is_op and not exercise.composed and exercise.formulas != gradients:
        yield files_of(exercise).entry, f"asks for the formulas {exercise.formulas}; its gradients are {gradients}"


def formulas_are_judged_right(exercise: Exercise) -> Found:
    """On ten seeds, right formulas are accepted and wrong ones refused."""
    if not exercise.formulas:
        return
    file = files_of(exercise).formulas
    for seed in SEEDS:
        asked, question = _question(exercise, seed)
        for right in asked.right:
            for wanted in right:
                outcome = judge_formula(wanted, right, question)
                if not outcome.right:
                    yield file, f"seed {seed}: a right formula is refused: {right[wanted].strip()}: {outcome.message}"
        for wrong in asked.wrong:
            if judge_formula(wrong.wanted, {wrong.wanted: wrong.formula}, question, why=False).right:
                yield file, f"seed {seed}: a wrong formula is accepted: {wrong.formula.strip()}"


def wrong_formulas_are_explained(exercise: Exercise) -> Found:
    """What is said of a wrong formula names its mistake, and no two wrong formulas have the same value."""
    if not exercise.formulas:
        return
    file = files_of(exercise).formulas
    for seed in EXPLAINED_SEEDS:
        asked, question = _question(exercise, seed)
        for wrong in asked.wrong:
            same = [w for w in asked.wrong if w.wanted == wrong.wanted]
            known = [KnownFormula(w.text, w.formula) for w in same if w.text]
            outcome = judge_formula(wrong.wanted, {wrong.wanted: wrong.formula}, question, known)
            if outcome.kind != wrong.kind or wrong.text not in outcome.message:
                came = f"{outcome.kind or 'right'}: {outcome.message}"
                yield file, f"seed {seed}: {wrong.formula.strip()} should be named {wrong.kind}, and is named {came}"
            others = [KnownFormula("", w.formula) for w in same if w is not wrong]
            if judge_formula(wrong.wanted, {wrong.wanted: wrong.formula}, question, others).kind == "known":
                yield file, f"another wrong formula has the value of {wrong.formula.strip()}"


def solution_states_the_formulas(exercise: Exercise) -> Found:
    """The solution's `formula` is the first of the right answers, under the sentence that says what is given."""
    if not exercise.formulas:
        return
    asked, solution = formulas_of(exercise), files_of(exercise).solution
    source = read(solution)
    assigned = {ast.unparse(n.targets[0]): n.value for n in source.syntax.body if isinstance(n, ast.Assign)}
    stated = ast.literal_eval(assigned["formula"]) if "formula" in assigned else {}
    if _dedented(stated) != _dedented(asked.right[0]):
        yield solution, f"formula is not the first right answer of formulas.py: {dict(asked.right[0])}"
    if task(asked) not in " ".join(source.text.replace("\n# ", " ").split()):
        yield solution, f'lacks the comment above formula: "{task(asked)}"'


def _dedented(formulas: Mapping[str, str]) -> dict[str, str]:
    return {name: textwrap.dedent(text).strip() for name, text in formulas.items()}


def formula_cases_tell_apart(exercise: Exercise) -> Found:
    """Axes of other letters have other lengths, and what is asked differs between the two draws and among entries."""
    if not exercise.formulas:
        return
    file = files_of(exercise).formulas
    asked, question = _question(exercise, 0)
    for draw in question.draws:
        lengths: dict[str, set[int]] = {}
        for given, letters in asked.axes.items():
            for letter, length in zip(letters, draw.values.arrays[given].shape, strict=True):
                lengths.setdefault(letter, set()).add(length)
        found = [length for several in lengths.values() for length in several]
        if len(found) > len(lengths) or len(set(found)) < len(found) or 1 in found:
            yield file, f"one letter, one length, and all of 2 or more: {lengths}"
    for wanted, first in question.draws[0].truth.items():
        if np.allclose(first, question.draws[1].truth[wanted]) and not asked.same_in_every_draw:
            yield file, f"{wanted} is the same in both draws of the case, so a number could stand for it"
        if np.ptp(first) == 0 and not asked.same_in_every_entry:
            yield file, f"{wanted} has the same number in every entry, so no axis of it is tried"


def _question(exercise: Exercise, seed: int) -> tuple[Formulas, Question]:
    return formula_question(Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS)), seed))
