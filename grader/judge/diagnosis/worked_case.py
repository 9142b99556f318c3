"""Work out the smallest case that fails, where nothing can be named: its inputs, what is wanted, what came."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.course.spec import Case
from grader.judge.diagnosis.array_matching import WrongArray, told, wrong_in
from grader.judge.evaluation import Evaluation
from grader.judge.verdict import WorkedCase
from reference.naming import flatten

MOST_INPUTS = 6
"""Inputs that are shown, of a call that has more."""

MOST_NUMBERS = 12
"""Numbers of one array that are shown; of a longer one its shape, and the place that is most off."""


def work_out(evaluation: Evaluation) -> WorkedCase | None:
    """Return the smallest failing case with its first wrong array; None where no array is wrong, or none may be shown.

    The ordinary cases come first. Where the judge keeps a case's content to itself, nothing is shown.
    """
    if evaluation.exercise.callback_service:
        return None
    cases = sorted(evaluation.exercise.cases, key=lambda case: (case.large, case.edge, _size(evaluation, case)))
    for case in cases:
        for wrong in wrong_in(evaluation, case) if _has_an_array(evaluation, case) else ():
            if not (evaluation.exercise.driver and _is_a_count(wrong)):
                return _worked(evaluation, case, wrong)
    return None


def _is_a_count(wrong: WrongArray) -> bool:
    """Whether it is a number that a driver counted, which the check's own message explains."""
    return wrong.wanted.size == 1 and float(wrong.wanted.item()).is_integer()


def _has_an_array(evaluation: Evaluation, case: Case) -> bool:
    """Whether a case is about numbers; one that measures memory or work has none."""
    return any(np.size(value) > 1 for _, value in flatten(evaluation.instance(case).truth.inputs))


def _size(evaluation: Evaluation, case: Case) -> int:
    sample = evaluation.instance(case).truth
    arrays = [value for _, value in flatten(sample.inputs)] + [*sample.outputs.values(), *sample.gradients.values()]
    return sum(np.size(a) for a in arrays if isinstance(a, np.ndarray))


def _worked(evaluation: Evaluation, case: Case, wrong: WrongArray) -> WorkedCase:
    sample = evaluation.instance(case).truth
    named = [(name, value) for name, value in flatten(sample.inputs) if not isinstance(value, str)]
    inputs = {name: _shown(value) for name, value in named[:MOST_INPUTS]}
    if len(named) > MOST_INPUTS:
        inputs["more inputs"] = f"{len(named) - MOST_INPUTS}, not shown"
    if wrong.gradient and evaluation.instance(case).upstream is not None:
        inputs["upstream"] = _shown(evaluation.instance(case).upstream)
    label = told(evaluation, case, wrong.gradient, wrong.name)
    if wrong.wanted.size <= MOST_NUMBERS:
        return WorkedCase(case.label, inputs, label, _shown(wrong.wanted), _shown(wrong.got))
    with np.errstate(all="ignore"):
        off = np.nan_to_num(np.abs(wrong.got - wrong.wanted), nan=np.inf)
    worst = tuple(int(i) for i in np.unravel_index(int(np.argmax(off)), off.shape))
    label = f"{label}[{', '.join(map(str, worst))}]"
    return WorkedCase(case.label, inputs, label, _shown(wrong.wanted[worst]), _shown(wrong.got[worst]))


def _shown(value: Any) -> str:
    """Write a small array, a number or a word; of a large array its shape."""
    if not isinstance(value, (np.ndarray, np.generic, float)):
        return str(value)
    array = np.asarray(value)
    if array.size > MOST_NUMBERS:
        return f"an array of shape {array.shape}"
    array = array + 0.0 if array.dtype.kind == "f" else array  # -0 is 0
    return np.array2string(array, precision=6, separator=", ", suppress_small=False).replace("\n", "")
