"""Name what a wrong answer does: a known mistake, the line of a slip, a general error pattern; or nothing.

What is named holds on every ordinary case that fails; where that is not every ordinary case, it says so. The wrong
forward comes first: the gradient of a wrong forward is another question.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import numpy as np

from grader.course import chapters
from grader.course.spec import PLAIN, Case
from grader.judge.diagnosis import error_patterns, known_mistakes
from grader.judge.diagnosis.array_matching import (
    Named,
    WrongArray,
    array,
    close,
    one_of_each,
    told,
    wrong_arrays,
)
from grader.judge.diagnosis.contract_hints import hint_of_calls
from grader.judge.diagnosis.mend import find_mend
from grader.judge.diagnosis.partial_patterns import partial
from grader.judge.diagnosis.shape_hints import hint_of_shapes
from grader.judge.diagnosis.upstream import upstream_forgotten
from grader.judge.diagnosis.worked_case import work_out
from grader.judge.evaluation import Evaluation
from grader.judge.verdict import Diagnosis
from grader.paths import SOLUTIONS
from reference.naming import flatten

SURE = ("zero", "sign", "lower-dtype", "transpose", "absolute")
"""What is no chance even in a single case."""

WHY_A_GRADIENT = {
    "zero": ": nothing of the upstream gradient reaches it",
}
"""What is added to what is said of a gradient."""


def diagnose(evaluation: Evaluation) -> Diagnosis | None:
    """Return what a wrong answer has in common with a known mistake, or what it is of the right one.

    Where nothing is named the diagnosis has no mistake, but a case worked out; None is of a stub, of a right
    answer, and of one that gives nothing at all.
    """
    for case in evaluation.exercise.cases:
        evaluation.sample(case)  # in their order, as the checks ask them: an answer may have a memory
    if evaluation.not_written:
        return None
    wrongs = wrong_arrays(evaluation)
    part, name = evaluation.exercise.part, evaluation.exercise.name
    link = chapters.section_link(part, name)
    if found := _found(evaluation, wrongs):
        return Diagnosis(*found, link, chapters.mistake_sentences(part, name).get(found[0], ""))
    if evaluation.gave_nothing:
        return None
    worked = work_out(evaluation)
    return Diagnosis("", "", link, worked=worked) if worked or _fails(evaluation, wrongs) else None


def _fails(evaluation: Evaluation, wrongs: list[WrongArray]) -> bool:
    return bool(wrongs) or any(evaluation.sample(case).first_problem for case in evaluation.exercise.cases)


def _found(evaluation: Evaluation, wrongs: list[WrongArray]) -> Named | None:
    has_solutions = SOLUTIONS.is_dir()
    if has_solutions and (found := known_mistakes.whole_answer(evaluation)):
        return found
    if not wrongs:
        hint = hint_of_calls(evaluation) or find_mend(evaluation) or hint_of_shapes(evaluation)
        return hint or _large_alone(evaluation)
    return (
        (_known_by_array(evaluation, wrongs) if has_solutions else None)
        or _swapped(evaluation, wrongs)
        or hint_of_calls(evaluation)
        or find_mend(evaluation)
        or hint_of_shapes(evaluation)
        or _on_every_case(evaluation, wrongs, error_patterns.whole)
        or (_by_the_solution(evaluation, wrongs) if has_solutions else None)
        or _on_every_case(evaluation, wrongs, partial)
    )


def _by_the_solution(evaluation: Evaluation, wrongs: list[WrongArray]) -> Named | None:
    """Name what the right answer gives with another upstream gradient, with two mistakes, or with another slip."""
    from grader.judge.diagnosis import ast_mutations  # only an answer with none of the known mistakes needs it

    return (
        upstream_forgotten(evaluation, wrongs)
        or known_mistakes.two_at_once(evaluation, wrongs)
        or known_mistakes.times_a_mistake(evaluation, wrongs)
        or ast_mutations.find_mutation(evaluation, wrongs)
    )


def _known_by_array(evaluation: Evaluation, wrongs: list[WrongArray]) -> Named | None:
    """Name the mistakes that one array or another has; then what is to be said of the arrays that are left."""
    found = known_mistakes.array_by_array(evaluation, wrongs)
    if not found:
        return None
    (first, where), *others = found
    sentences = [f"{first.text} (In {_labels(where)}.)"]
    sentences += [f"Besides, {m.name}: {m.text} (In {_labels(arrays)}.)" for m, arrays in others]
    named = {w.label for _, arrays in found for w in arrays}
    for wrong in one_of_each(wrongs):
        of_it = [w for w in wrongs if w.label == wrong.label]
        if wrong.label not in named and (also := _on_every_case(evaluation, of_it, error_patterns.whole)):
            sentences.append(f"Besides, {also[1]}.")
    if not wrongs[0].gradient and (also := hint_of_shapes(evaluation)):
        sentences.append(f"Besides, {also[0]}: {also[1]}")
    return first.name, " ".join(sentences)


def _labels(wrongs: list[WrongArray]) -> str:
    return ", ".join(wrong.label for wrong in wrongs)


def _swapped(evaluation: Evaluation, wrongs: list[WrongArray]) -> Named | None:
    """See whether two arrays stand in each other's place, on every case where one is wrong."""
    cases = list(dict.fromkeys(wrong.case for wrong in wrongs))
    numbers = [wrong for wrong in one_of_each(wrongs) if not _is_measured(evaluation, wrong)]
    for one, other in itertools.combinations(numbers, 2):
        if all(_exchanged(evaluation, case, one, other) for case in cases):
            kind = "keys-swapped" if one.gradient else "outputs-swapped"
            return (
                kind,
                f"{_told(evaluation, one)} is what {_told(evaluation, other)} should be, and the other way round.",
            )
    return None


def _is_measured(evaluation: Evaluation, wrong: WrongArray) -> bool:
    """Whether it is no array of the answer's, but what the judge measured: a flag, a count, or several of them.

    The check's own message says what was promised and what came.
    """
    caption = PLAIN if wrong.gradient else evaluation.exercise.caption(wrong.name, wrong.case)
    one_number = caption.name and not caption.by_pytorch and wrong.wanted.size == 1
    return bool(caption.values or caption.entries or one_number)


def _told(evaluation: Evaluation, wrong: WrongArray) -> str:
    return told(evaluation, wrong.case, wrong.gradient, wrong.name)


def _exchanged(evaluation: Evaluation, case: Case, one: WrongArray, other: WrongArray) -> bool:
    truth = evaluation.instance(case).truth
    wanted = truth.gradients if one.gradient else truth.outputs
    a, b = (array(evaluation, case, each) for each in (one, other))
    return close(a, wanted.get(other.name)) and close(b, wanted.get(one.name)) and not close(a, b)


def _on_every_case(
    evaluation: Evaluation, wrongs: list[WrongArray], describe: Callable[..., list[Named]]
) -> Named | None:
    """Say of the first array for which it can be said what it is on all cases where it is wrong."""
    for first in one_of_each(wrongs):
        of_it = [w for w in wrongs if w.label == first.label]
        if not first.gradient and len(of_it) < len({w.case for w in wrongs}):
            continue  # another output fails where this one does not: what is said of it would not explain that
        if _is_measured(evaluation, first):
            continue
        several = [w for w in of_it if w.wanted.size > 1]
        said = [describe(w.got, w.wanted, _around(evaluation, w)) for w in several] or _as_one(of_it, describe)
        found = error_patterns.on_every_case(said)
        if found and (len(said) > 1 or found[0] in SURE or not _has_more(evaluation, of_it)):
            name, words = found
            why = WHY_A_GRADIENT.get(name, "") if first.gradient else ""
            return name, f"{_told(evaluation, first)} {words}{why}{_only_in(evaluation, several or of_it)}"
    return None


def _has_more(evaluation: Evaluation, wrongs: list[WrongArray]) -> bool:
    """Whether there are more ordinary cases than those in which an array is wrong."""
    return sum(case.ordinary for case in evaluation.exercise.cases) > len(wrongs)


def _as_one(wrongs: list[WrongArray], describe: Callable[..., list[Named]]) -> list[list[Named]]:
    """Describe single numbers, one for each case, as if they were one array."""
    if len(wrongs) < 3:
        return []
    got, wanted = (np.array([getattr(w, which).item() for w in wrongs]) for which in ("got", "wanted"))
    return [[said for said in describe(got, wanted, {}) if said[0] in ("zero", "sign", "factor", "absolute")]]


def _only_in(evaluation: Evaluation, wrongs: list[WrongArray]) -> str:
    """Say where it is so, if not in every ordinary case: in the one that fails, in all that fail, or in those named."""
    here = {wrong.case.label for wrong in wrongs}
    others = [case for case in evaluation.exercise.cases if case.ordinary and case.label not in here]
    others = [case for case in others if _wanted(evaluation, case, wrongs[0]).size > 1]
    if not others:
        return ""
    if len(here) > 1 and all(array(evaluation, case, wrongs[0]) is not None for case in others):
        return ", in the cases that fail"
    return f" (only in {'this case' if len(here) == 1 else 'these cases'}: {', '.join(sorted(here))})"


def _wanted(evaluation: Evaluation, case: Case, like: WrongArray) -> np.ndarray:
    truth = evaluation.instance(case).truth
    return (truth.gradients if like.gradient else truth.outputs).get(like.name, np.zeros(0))


def _around(evaluation: Evaluation, wrong: WrongArray) -> dict[str, object]:
    """Return the arrays and numbers of the call by name, but for the wrong one."""
    sample = evaluation.sample(wrong.case)
    around = dict(flatten(sample.inputs)) | {"the upstream gradient": sample.upstream}
    around |= {"the output" if name == "output" else name: value for name, value in sample.outputs.items()}
    around.pop("" if wrong.gradient else wrong.name, None)
    if not wrong.gradient:
        around.pop("the output", None)
    return around


def _large_alone(evaluation: Evaluation) -> Named | None:
    """Say so where an answer is right on ordinary numbers, and NaN or infinite on large ones."""
    for case, sample in _large(evaluation):
        truth = evaluation.instance(case).truth
        pairs = [(sample.outputs, truth.outputs), (sample.gradients, truth.gradients)]
        bad = [n for got, wanted in pairs for n, a in got.items() if n in wanted and _lost(a, wanted[n])]
        if bad:
            return "not-finite-on-large-numbers", (
                f"On large numbers {bad[0]} is nan or infinite (case: {case.label}), and right on ordinary ones: "
                "something in between overflows, underflows, or is 0 / 0 or inf - inf."
            )
    return None


def _large(evaluation: Evaluation) -> Iterator[tuple]:
    return ((case, evaluation.sample(case)) for case in evaluation.exercise.cases if case.large)


def _lost(got: np.ndarray, wanted: np.ndarray) -> bool:
    return got.shape == wanted.shape and bool(np.any(~np.isfinite(got) & np.isfinite(wanted)))
