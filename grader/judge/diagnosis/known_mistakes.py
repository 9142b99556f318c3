"""Compare a wrong answer with the known mistakes of its exercise: the whole answer, array by array, and two at once."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator

from grader.course.spec import Case, Mistake
from grader.judge import controls
from grader.judge.diagnosis.array_matching import (
    Named,
    WrongArray,
    array,
    close,
    one_of_each,
    right_on_every_case,
    same_answers,
    same_array,
    wrong_in,
    wrong_names,
)
from grader.judge.diagnosis.error_patterns import ratio
from grader.judge.diagnosis.factor_meaning import named
from grader.judge.evaluation import Evaluation
from grader.judge.plan import plan

FEWEST = 3
"""Numbers in all cases together that an array has, so that they are no mistake's by chance."""

SECONDS = 0.4
"""Of processor time that the search for two mistakes may take."""


def whole_answer(evaluation: Evaluation) -> Named | None:
    """Name the known mistake that has the answer's numbers on every case, and fails where it fails."""
    for mistake in evaluation.exercise.mistakes:
        mutant = controls.evaluate_mutant(evaluation, mistake)
        if same_answers(evaluation, mutant) and _share_a_failure(evaluation, mutant):
            return mistake.name, mistake.text
    return None


def _share_a_failure(evaluation: Evaluation, mutant: Evaluation) -> bool:
    """Whether two that agree on every case are wrong there, or fail one of the questions beside the cases."""
    if not right_on_every_case(evaluation):
        return True
    beside = (check for check in plan(evaluation.exercise) if not check.case)
    return any(not check.ask(mutant).passed and not check.ask(evaluation).passed for check in beside)


def array_by_array(evaluation: Evaluation, wrongs: list[WrongArray]) -> list[tuple[Mistake, list[WrongArray]]]:
    """Return the mistakes that one array or another has on every case, where no one mistake has all of them."""
    found: dict[str, tuple[Mistake, list[WrongArray]]] = {}
    for wrong in one_of_each(wrongs):
        numbers = sum(w.wanted.size for w in wrongs if w.label == wrong.label)
        for mistake in evaluation.exercise.mistakes if numbers >= FEWEST and wrong.got.any() else ():
            mutant = controls.evaluate_mutant(evaluation, mistake)
            if same_array(evaluation, mutant, wrong) and (wrong.gradient or not _contradicted(evaluation, mutant)):
                found.setdefault(mistake.name, (mistake, []))[1].append(wrong)
                break
    return [*found.values()]


def _contradicted(evaluation: Evaluation, mutant: Evaluation) -> bool:
    """Whether a mistake spoils an output, on an ordinary case, that came otherwise here: then it is another mistake.

    A gradient is written by itself, and may have a mistake alone; the outputs of a function come out of one course.
    """
    return any(
        not wrong.gradient and not close(array(evaluation, case, wrong), wrong.got)
        for case in evaluation.exercise.cases
        if case.ordinary
        for wrong in wrong_in(mutant, case)
    )


def two_at_once(evaluation: Evaluation, wrongs: list[WrongArray]) -> Named | None:
    """Name two mistakes that were made together, where both can stand in one text.

    Tried are those pairs that between them spoil just the arrays that are wrong; of a wrong forward the outputs alone,
    since the gradient of a wrong forward is another question.
    """
    if wrongs[0].wanted.size < 2:
        return None  # one number may be the same for many reasons
    exercise, case, backward = evaluation.exercise, wrongs[0].case, wrongs[0].gradient
    known = exercise.mistakes
    spoilt = _spoilt(evaluation, case, backward)
    spoils = {mistake: _spoilt(controls.evaluate_mutant(evaluation, mistake), case, backward) for mistake in known}
    ends = time.process_time() + SECONDS
    for first, second in itertools.combinations(known, 2):
        if time.process_time() > ends:
            break
        if spoils[first] | spoils[second] != spoilt:
            continue
        text = controls.solution(exercise.part, exercise.name).text
        for one, other in ((first, second), (second, first)):
            changed = text.replace(one.line, one.instead)
            if changed.count(other.line) == 1:
                both = changed.replace(other.line, other.instead)
                if _explained(evaluation, controls.evaluate_variant(evaluation, both), wrongs):
                    return first.name, f"{first.text} Besides, {second.name}: {second.text}"
                break
    return None


def _spoilt(evaluation: Evaluation, case: Case, backward: bool) -> frozenset[tuple[bool, str]]:
    return frozenset(each for each in wrong_names(evaluation, case) if backward or not each[0])


def _explained(evaluation: Evaluation, other: Evaluation, wrongs: list[WrongArray]) -> bool:
    """Whether another answer agrees everywhere, or in all outputs where those are wrong."""
    if wrongs[0].gradient:
        return same_answers(evaluation, other)
    return all(same_array(evaluation, other, wrong) for wrong in one_of_each(wrongs))


def times_a_mistake(evaluation: Evaluation, wrongs: list[WrongArray]) -> Named | None:
    """Name the mistake of which an array is one and the same multiple on every case where anything is wrong."""
    for mistake, first in _pairs(evaluation, wrongs):
        mutant = controls.evaluate_mutant(evaluation, mistake)
        of_it = [w for w in wrongs if w.label == first.label]
        if {id(w.case) for w in wrongs} != {id(w.case) for w in of_it}:
            continue  # what explains one array alone leaves the cases unexplained in which that array is right
        if any(first.name not in {n for _, n in wrong_names(mutant, w.case)} for w in of_it):
            continue  # it is right there, and so no mistake that shows
        ratios = [ratio(w.got, array(mutant, w.case, w)) for w in of_it]
        if None in ratios or max(ratios) - min(ratios) > 1e-9 * abs(ratios[0]) or abs(ratios[0] - 1) < 1e-9:
            continue
        times = named(ratios[0]) or f"{ratios[0]:.6g} times"
        return mistake.name, f"{mistake.text} ({first.label} is {times} what that gives.)"
    return None


def _pairs(evaluation: Evaluation, wrongs: list[WrongArray]) -> Iterator[tuple[Mistake, WrongArray]]:
    for first in one_of_each(wrongs):
        if sum(w.wanted.size for w in wrongs if w.label == first.label) > 5:
            yield from ((mistake, first) for mistake in evaluation.exercise.mistakes)
