"""Name what a wrong answer does: a known mistake, two of them, a general error pattern, or a mutation of the solution.

Exact matches come first: arrays that equal those of a known mistake on every case. Similarities come last.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from grader.course import chapters
from grader.course.spec import Case, Mistake
from grader.judge import controls
from grader.judge.diagnosis import error_patterns
from grader.judge.diagnosis.array_matching import (
    WrongArray,
    array,
    close,
    same_answers,
    same_array,
    wrong_arrays,
    wrong_names,
)
from grader.judge.diagnosis.partial_patterns import partial, telling
from grader.judge.evaluation import Evaluation
from grader.judge.evidence.dtypes import widened
from grader.judge.submission import Submission, load_local
from grader.judge.verdict import Diagnosis
from grader.paths import SOLUTIONS
from reference.naming import flatten

ALIKE = 0.98
"""Cosine between two errors from which one is said to be much like the other."""

Named = tuple[str, str]


def diagnose(evaluation: Evaluation) -> Diagnosis | None:
    """Return what a wrong answer has in common with a known mistake, or what it is of the right one; else None."""
    found = _found(evaluation)
    if not found:
        return None
    part, name = evaluation.exercise.part, evaluation.exercise.name
    return Diagnosis(
        *found, chapters.section_link(part, name), chapters.mistake_sentences(part, name).get(found[0], "")
    )


def _found(evaluation: Evaluation) -> Named | None:
    known = evaluation.exercise.mistakes if SOLUTIONS.is_dir() else ()
    for mistake in known:
        if same_answers(evaluation, controls.evaluate_mutant(evaluation, mistake)):
            return mistake.name, mistake.text
    from grader.judge.diagnosis import ast_mutations  # only an answer with none of the known mistakes needs it

    if evaluation.not_written:
        return None
    wrongs = wrong_arrays(evaluation)
    if not wrongs:
        return _of_the_form(evaluation)
    return (
        _array_by_array(evaluation, wrongs, known)
        or _on_every_case(evaluation, wrongs)
        or _upstream_forgotten(evaluation, wrongs)
        or _both(evaluation, wrongs, known)
        or (ast_mutations.find_mutation(evaluation, wrongs) if known else None)
        or _with_another_factor(evaluation, wrongs, known)
        or _in_part(evaluation, wrongs, telling)
        or _much_like(evaluation, wrongs, known)
        or _in_part(evaluation, wrongs, error_patterns.whole)
        or _in_part(evaluation, wrongs, partial)
    )


def _of_the_form(evaluation: Evaluation) -> Named | None:
    """Say what helps against the first problem with the answer's form, on an ordinary case if there is one."""
    from grader.judge.diagnosis.contract_hints import contract_hint

    cases = sorted(evaluation.exercise.cases, key=lambda case: not case.ordinary)
    for case in cases:
        if problem := evaluation.sample(case).value_problem:
            return contract_hint(evaluation, problem)
    return None


def _array_by_array(evaluation: Evaluation, wrongs: list[WrongArray], known: tuple[Mistake, ...]) -> Named | None:
    """Name the mistakes that one array or another has, where no one mistake has all of them."""
    found: dict[str, tuple[Mistake, list[str]]] = {}
    left: list[WrongArray] = []
    for wrong in _one_of_each(wrongs):
        for mistake in known if wrong.wanted.size > 1 else ():
            if same_array(evaluation, controls.evaluate_mutant(evaluation, mistake), wrong):
                found.setdefault(mistake.name, (mistake, []))[1].append(wrong.label)
                break
        else:
            left.append(wrong)
    if not found:
        return None
    (first, labels), *others = found.values()
    sentences = [f"{first.text} (In {', '.join(labels)}.)"]
    sentences += [f"Besides, {m.name}: {m.text} (In {', '.join(where)}.)" for m, where in others]
    sentences += [
        f"Besides, {also[1]}."
        for wrong in left
        if (also := _on_every_case(evaluation, [w for w in wrongs if w.label == wrong.label]))
    ]
    return first.name, " ".join(sentences)


def _on_every_case(evaluation: Evaluation, wrongs: list[WrongArray]) -> Named | None:
    """Describe the first array that is, as a whole, the same of the right one on all cases where it is wrong."""
    for first in _one_of_each(wrongs):
        all_of_it = [w for w in wrongs if w.label == first.label and w.wanted.size > 1]
        found = [error_patterns.whole(w.got, w.wanted, _around(evaluation, w)) for w in all_of_it]
        if name := next((name for name in (found or [{}])[0] if all(name in each for each in found)), None):
            return name, _told(first, name, found[0][name])
    return None


def _in_part(evaluation: Evaluation, wrongs: list[WrongArray], describe: Callable[..., dict[str, str]]) -> Named | None:
    """Describe the part of an array that is wrong, or what it is off by, on the largest case that has words for it."""
    for wrong in wrongs:
        for name, words in describe(wrong.got, wrong.wanted, _around(evaluation, wrong)).items():
            return name, _told(wrong, name, words)
    return None


def _around(evaluation: Evaluation, wrong: WrongArray) -> dict[str, np.ndarray]:
    """Return the arrays of the call by name, but for the wrong one."""
    sample = evaluation.sample(wrong.case)
    around = dict(flatten(sample.inputs)) | {"the upstream gradient": sample.upstream}
    around |= {"the output" if name == "output" else name: value for name, value in sample.outputs.items()}
    around.pop("" if wrong.gradient else wrong.name, None)
    return around


def _told(wrong: WrongArray, name: str, words: str) -> str:
    why = ": nothing of the upstream gradient reaches it" if wrong.gradient and name == "zero" else ""
    return f"{wrong.label} {words}{why} (case: {wrong.case.label})"


def _upstream_forgotten(evaluation: Evaluation, wrongs: list[WrongArray]) -> Named | None:
    """See whether a gradient is that of the output's plain sum, on every case."""
    if not wrongs[0].gradient or not SOLUTIONS.is_dir():
        return None
    right = load_local(evaluation.exercise, controls.solutions())
    for wrong in _one_of_each(wrongs):
        asked = (case for case in evaluation.exercise.cases if not case.large)
        cases = [case for case in asked if wrong.name in evaluation.instance(case).truth.gradients]
        if all(
            close(array(evaluation, case, wrong), _of_the_sum(evaluation, right, case).get(wrong.name))
            for case in cases
        ):
            return (
                "upstream-forgotten",
                f"{wrong.label} is that of sum(output), not of L: where is the upstream gradient?",
            )
    return None


def _of_the_sum(evaluation: Evaluation, right: Submission, case: Case) -> dict[str, np.ndarray]:
    """Return the right gradients of the plain sum of an op's outputs."""
    shape = evaluation.instance(case).upstream.shape
    return right.ask(evaluation.fresh_inputs(case), np.ones(shape)).gradients


def _both(evaluation: Evaluation, wrongs: list[WrongArray], known: tuple[Mistake, ...]) -> Named | None:
    """Name two mistakes that were made together, where both can stand in one text.

    Tried are those pairs that between them spoil just the arrays that are wrong; of a wrong forward the outputs alone,
    since the gradient of a wrong forward is another question.
    """
    exercise, case, backward = evaluation.exercise, wrongs[0].case, wrongs[0].gradient
    spoilt = _spoilt(evaluation, case, backward)
    spoils = {mistake: _spoilt(controls.evaluate_mutant(evaluation, mistake), case, backward) for mistake in known}
    for first, second in itertools.combinations(known, 2):
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
    return all(same_array(evaluation, other, wrong) for wrong in _one_of_each(wrongs))


def _with_another_factor(evaluation: Evaluation, wrongs: list[WrongArray], known: tuple[Mistake, ...]) -> Named | None:
    """Name the mistake of which an array is a multiple, or whose error the array's own error is a multiple of."""
    for wrong in _one_of_each(wrongs):
        for mistake in known:
            theirs = array(controls.evaluate_mutant(evaluation, mistake), wrong.case, wrong)
            if theirs is not None and (said := error_patterns.multiple(wrong.got, wrong.wanted, theirs)):
                return mistake.name, f"{mistake.text} ({wrong.label} {said}.)"
    return None


def _much_like(evaluation: Evaluation, wrongs: list[WrongArray], known: tuple[Mistake, ...]) -> Named | None:
    """Name the mistake whose error points the way of the array's own error on every case, where one does."""
    best, nearest = ALIKE, None
    for first in _one_of_each(wrongs):
        of_this = [w for w in wrongs if w.label == first.label and w.wanted.size > 2]
        for mistake in known if of_this else ():
            mutant = controls.evaluate_mutant(evaluation, mistake)
            alike = min(error_patterns.alike(w.got, w.wanted, array(mutant, w.case, w)) for w in of_this)
            if alike > best:
                best, nearest = alike, (mistake, first)
    if nearest is None:
        return None
    mistake, first = nearest
    return mistake.name, f"{first.label} comes close to what this mistake gives, without being it. {mistake.text}"


def _one_of_each(wrongs: list[WrongArray]) -> list[WrongArray]:
    """Return the first, and so the largest, wrong array of each name."""
    found: dict[str, WrongArray] = {}
    for wrong in wrongs:
        found.setdefault(wrong.label, wrong)
    return list(found.values())


def dtype_advice(evaluation: Evaluation) -> list[str]:
    """Return advice on a right answer: so far, that float32 inputs should give float32."""
    wide, line = widened(evaluation.submission, evaluation.fresh_inputs(evaluation.ordinary))
    if not wide:
        return []
    lines = evaluation.submission.source.text.splitlines()
    where = f"Line {line} makes it so: `{lines[line - 1].strip()}`. " if 0 < line <= len(lines) else ""
    return [
        f"With float32 inputs {wide} comes back as float64, which doubles memory and halves speed. {where}"
        "An array made without a dtype does that, or a NumPy float64 scalar: np.sqrt(2) is one, math.sqrt(2) is not."
    ]
