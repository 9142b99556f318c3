"""Dtypes: the same numbers give the same answer, to the accuracy that their dtype has, in every dtype that may come.

| floats | the upstream gradient | ids | accuracy |
|---|---|---|---|
| float32 | float32 | as they are | float32's |
| float32 | float64 | as they are | float32's |
| float64 | float32 | as they are | float32's |
| the first float32, the others float64 | float64 | as they are | float32's |
| float64 | float64 | int32, int16, uint16, uint8, where they hold the ids | float64's |

The wanted answer is the answer's own to the same numbers in float64 and int64. Whether float32 comes back as float32
is advice (`widened`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.course.spec import Exercise
from grader.judge import broken_promises
from grader.judge.check import Check, Kind, Target, TargetType
from grader.judge.evaluation import Evaluation
from grader.judge.evidence.self_comparison import RTOL, first_difference, named_arrays
from grader.judge.finding import Finding, not_comparable
from grader.judge.problem import Problem, ProblemKind
from grader.judge.return_values import UnusableReturn, as_array, as_pair
from grader.judge.sample import Sample
from grader.judge.submission import Submission, successful
from reference.naming import flatten, replace

TARGET = Target(TargetType.PROMISE, "dtypes")

SINGLE_RTOL, SINGLE_FLOOR = 1e-4, 1e-5
"""float32 keeps 7 digits; sums and differences of some ten numbers leave more than 4 of them, of the largest entry."""

IDS = (np.int32, np.int16, np.uint16, np.uint8)

Inputs = dict[str, Any]


def checks(exercise: Exercise) -> Iterator[Check]:
    """A check of float32, and of an op that takes whole numbers one of theirs."""
    if not exercise.is_op:
        return
    inputs = exercise.cases[min(1, len(exercise.cases) - 1)].build(np.random.default_rng(0))
    if _names(inputs, "f"):
        yield Check("float32 among what is given", Kind.CONTRACT, TARGET, _floats, ordinary=False)
    if _names(inputs, "iu"):
        yield Check("ids of any integer dtype", Kind.CONTRACT, TARGET, _ids, ordinary=False)


def _names(inputs: Inputs, kinds: str) -> list[str]:
    return [name for name, value in flatten(inputs) if isinstance(value, np.ndarray) and value.dtype.kind in kinds]


def _cast(inputs: Inputs, names: list[str], dtype: type) -> Inputs:
    for name, value in flatten(inputs):
        if name in names:
            inputs = replace(inputs, name, value.astype(dtype))
    return inputs


def _floats(evaluation: Evaluation) -> Finding:
    case = evaluation.ordinary
    if evaluation.quick or evaluation.sample(case).value_problem:
        return Finding(True)  # told by the case's own checks; a mutant is asked what its mistake breaks
    given = evaluation.fresh_inputs(case)
    names = _names(given, "f")
    single = _cast(given, names, np.float32)
    upstream = evaluation.instance(case).upstream.astype(np.float32)
    wide = upstream.astype(np.float64)
    wanted = evaluation.submission.ask(_cast(single, names, np.float64), wide.copy())
    asked = [
        ("inputs and upstream gradient are float32", single, upstream),
        ("the inputs are float32 and the upstream gradient is float64", single, wide),
        ("the inputs are float64 and the upstream gradient is float32", _cast(single, names, np.float64), upstream),
    ]
    if len(names) > 1:
        mixed = _cast(single, names[1:], np.float64)
        asked.append((f"{names[0]} is float32 and everything else float64", mixed, wide))
    return _first_broken(evaluation, wanted, asked, SINGLE_RTOL, SINGLE_FLOOR)


def _ids(evaluation: Evaluation) -> Finding:
    case = evaluation.ordinary
    wanted = evaluation.sample(case)
    if evaluation.quick or wanted.value_problem:
        return Finding(True)
    given, upstream = evaluation.fresh_inputs(case), evaluation.instance(case).upstream
    names = _names(given, "iu")
    arrays = [value for name, value in flatten(given) if name in names]
    fits = [dtype for dtype in IDS if all(np.array_equal(array.astype(dtype), array) for array in arrays)]
    asked = [
        (f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} {np.dtype(dtype)}", _cast(given, names, dtype))
        for dtype in fits
    ]
    return _first_broken(evaluation, wanted, [(where, inputs, upstream) for where, inputs in asked], RTOL, 0.0)


def _first_broken(
    evaluation: Evaluation,
    wanted: Sample,
    asked: list[tuple[str, Inputs, np.ndarray]],
    rtol: float,
    floor: float,
) -> Finding:
    """Ask an answer about the same numbers in other dtypes; say where it fails, or gives other numbers."""
    label = evaluation.ordinary.label
    for where, inputs, upstream in asked:
        got = evaluation.submission.ask(inputs, upstream.copy())
        broken: Problem | None = None
        if got.value_problem:
            broken = broken_promises.fails_where(where, got.value_problem, ProblemKind.DTYPE_DEPENDS, label)
        elif different := first_difference(named_arrays(got), named_arrays(wanted), rtol, floor):
            broken = broken_promises.depends_on_dtype(different[0], where, different[1], label)
        if broken:
            return not_comparable(broken)
    return Finding(True)


def dtype_advice(evaluation: Evaluation) -> list[str]:
    """Return advice on a right answer: so far, that float32 inputs should give float32."""
    wide, line = widened(evaluation.submission, evaluation.fresh_inputs(evaluation.ordinary))
    if not wide:
        return []
    lines = evaluation.submission.source.text.splitlines()
    where = (
        f"The first array of float64 is made in line {line}: `{lines[line - 1].strip()}`. "
        if 0 < line <= len(lines)
        else ""
    )
    return [
        f"With float32 inputs {wide} comes back as float64, which doubles memory and halves speed. {where}"
        "An array made without a dtype does that, or a NumPy float64 scalar: np.sqrt(2) is one, math.sqrt(2) is not."
    ]


def widened(submission: Submission, inputs: Inputs) -> tuple[str, int]:
    """Return the name of the first output or gradient that is wider than float32 for float32 inputs, or "".

    With it comes the line of the file that made it so, 0 where that was not seen.
    """
    names = [name for name in _names(inputs, "f") if dict(flatten(inputs))[name].dtype == np.float64]
    if not names:
        return "", 0
    narrow = _cast(inputs, names, np.float32)
    try:
        named, upstream = _returned(submission, narrow)
    except UnusableReturn:
        return "", 0
    found = next((n for n, v in named.items() if np.ndim(v) and np.asarray(v).dtype != np.float32), "")
    if not found:
        return "", 0
    payload, callback = submission.payload(narrow)
    return found, submission.runner.observe(payload, upstream, trace_widening=True, callback=callback).widened_at


def _returned(submission: Submission, inputs: Inputs) -> tuple[dict[str, Any], np.ndarray | None]:
    """Return the outputs and the gradients by names, as they came, and the upstream gradient that was sent."""
    exercise, observe = submission.exercise, submission.runner.observe
    payload, callback = submission.payload(inputs)
    returned = successful(observe(payload, callback=callback).calls[0]).returned
    if not exercise.is_op:
        values = returned if isinstance(returned, tuple) else (returned,)
        return dict(zip(exercise.outputs, values, strict=False)), None
    shape = np.shape(as_array(as_pair(returned)[0], "the output"))
    upstream = np.asarray(np.random.default_rng(0).standard_normal(shape), np.float32)
    calls = observe(inputs, upstream).calls
    raw = successful(calls[-1]).returned
    gradients = raw if len(calls) > 1 and isinstance(raw, dict) else {}
    named = {"the output": returned[0]} | {f"the gradient of {n}": v for n, v in flatten(gradients)}
    return named, upstream
