"""Repeat calls: what a call gives depends on its arguments alone, whatever was called before it or is called since.

The same calls are made in three orders (`grader.runner.call_orders`), and each has to give the same in all of them. The
last order is of the file loaded anew, one call after another from the last to the first: there nothing is left of the
calls that came before it in the others.

| all forwards first | one by one, in the same arrays | the answer |
|---|---|---|
| differs | agrees | reads what a later call left |
| agrees | differs | keeps by what an array is, not by what stands in it |
| differs | differs | keeps by less than it depends on (`variations` lists by what) |

(In the same arrays, two calls are enough to see the second of these; all of them, to tell the first from the third.)

Beside them, backward is called on a second upstream gradient, and then on the first again; and what the calls returned
is read once more at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.course.spec import Exercise
from grader.judge import broken_promises, problem
from grader.judge.check import Check, Kind, Target, TargetType
from grader.judge.evaluation import Evaluation
from grader.judge.evidence.self_comparison import alike, first_difference
from grader.judge.evidence.variations import Call, variations
from grader.judge.finding import Finding, not_comparable
from grader.judge.problem import Problem
from grader.judge.return_values import UnusableReturn, as_gradients
from grader.judge.submission import Submission, successful
from grader.runner.call_orders import EACH, Order
from grader.runner.observation import CallError, CallResult, Step
from reference.naming import flatten

TARGET = Target(TargetType.PROMISE, "repeat calls")

ANOTHER_UPSTREAM = ", upstream gradient changed"

Answer = dict[str, np.ndarray]
"""What a call gave: the output and gradients by name, those of the second upstream gradient with a suffix."""


def checks(exercise: Exercise) -> Iterator[Check]:
    """One check, of what can be called without a class being made."""
    if exercise.is_op or not exercise.driver:
        yield Check("each call gives its own answer", Kind.CONTRACT, TARGET, _ask, ordinary=False)


def _ask(evaluation: Evaluation) -> Finding:
    if evaluation.quick or evaluation.sample(evaluation.ordinary).first_problem:
        return Finding(True)  # told by the case's own checks; a mutant is asked what its mistake breaks
    try:
        broken = _broken_promise(evaluation)
    except UnusableReturn as error:
        broken = error.problem
    return not_comparable(broken) if broken else Finding(True)


def _broken_promise(evaluation: Evaluation) -> Problem | None:
    calls, case = variations(evaluation), evaluation.ordinary.label
    same_shapes = [n for n, call in enumerate(calls) if _shapes(call) == _shapes(calls[0])]
    forwards_first, at_the_end = _answers(evaluation, calls, Order.FORWARDS_FIRST)
    both = [same_shapes[0], same_shapes[-1]]
    in_place = _in_place(evaluation, both)
    alone = _one_by_one(evaluation)
    if (n := _first_that_differs(forwards_first, alone)) is not None:
        array = _differing(forwards_first[n], alone[n])
        if array and (name := _remembered(forwards_first[n], alone[n])):
            return broken_promises.remembers_first_answer(name, case)
        _restart(evaluation)
        again = _in_place(evaluation, same_shapes)
        if _first_that_differs(again, [alone[n] for n in same_shapes]) is None:
            return broken_promises.reads_later_call(array, case)
        call = _repeated(variations(evaluation), forwards_first, alone) or calls[n][0]
        return broken_promises.kept_by_too_little(array, call, case)
    if (n := _first_that_differs(in_place, [alone[n] for n in both])) is not None:
        return broken_promises.cached_by_identity(_differing(in_place[n], alone[both[n]]), case)
    if (n := _first_that_differs(at_the_end, forwards_first)) is not None:
        return broken_promises.overwritten_later(_differing(at_the_end[n], forwards_first[n]), case)
    return None


def _in_place(evaluation: Evaluation, which: list[int]) -> list[Answer]:
    calls = variations(evaluation)
    return _answers(evaluation, [calls[n] for n in which], Order.SAME_ARRAYS)[0]


def _one_by_one(evaluation: Evaluation) -> list[Answer]:
    """Load the file anew, and make the calls from the last to the first."""
    _restart(evaluation)
    return _answers(evaluation, variations(evaluation), Order.ONE_BY_ONE)[0]


def _restart(evaluation: Evaluation) -> None:
    loaded = evaluation.submission.runner.restart()
    if loaded.error:
        raise UnusableReturn(broken_promises.not_loaded_again(loaded.error))


def _first_that_differs(these: list[Answer], those: list[Answer]) -> int | None:
    pairs = enumerate(zip(these, those, strict=True))
    return next((n for n, pair in pairs if pair[0].keys() != pair[1].keys() or first_difference(*pair)), None)


def _answers(evaluation: Evaluation, calls: list[Call], order: Order) -> list[list[Answer]]:
    """Return what each of the calls gave in an order, and again where it was read again; of one that failed, nothing.

    Raises UnusableReturn where the answer's time was up, or its process ended.
    """
    # A class's seed is a secret: the answer's process gets a number that does not tell it.
    drawn = int(np.random.default_rng(evaluation.seed).integers(2**31))
    results = evaluation.submission.runner.replay([inputs for _, inputs in calls], drawn, order)
    readings = 1 + (order is Order.FORWARDS_FIRST)
    late = next((result.error for result in results if result.error and result.error.out_of_time), None)
    if late or len(results) != readings * EACH * len(calls):
        raise UnusableReturn(_why_no_answers(results, late))
    of_each = iter([results[at : at + EACH] for at in range(0, len(results), EACH)])
    return [[_read(evaluation.submission, inputs, next(of_each)) for _, inputs in calls] for _ in range(readings)]


def _why_no_answers(results: list[CallResult], late: CallError | None) -> Problem:
    error = late or results[-1].error
    return problem.call_failed(error) if error else problem.no_answer(": some calls were not answered", Step.CALL)


def _read(submission: Submission, inputs: dict[str, Any], results: list[CallResult]) -> Answer:
    forward, *backwards = results
    try:
        found = submission.outputs(forward, inputs)
    except UnusableReturn:
        return {}
    for suffix, result in zip(("", ANOTHER_UPSTREAM), backwards, strict=True) if submission.exercise.is_op else ():
        try:
            gradients = as_gradients(successful(result).returned, submission.exercise.gradients, inputs)
        except UnusableReturn:
            continue
        found |= {f"gradient of {name}{suffix}": array for name, array in gradients.arrays.items()}
    return found


def _differing(got: Answer, wanted: Answer) -> str:
    """Return the name of the array that differs, "" where nothing came in one of the two orders."""
    named = first_difference(got, wanted) if got and wanted else None
    return named[0].removesuffix(ANOTHER_UPSTREAM) if named else ""


def _remembered(got: Answer, wanted: Answer) -> str:
    """Return the name of a gradient that is the same for both upstream gradients, and not the same in every order."""
    for name in got:
        other = name + ANOTHER_UPSTREAM
        if alike(got[name], got.get(other)) and not alike(got[name], wanted.get(name)):
            return name
    return ""


def _repeated(calls: list[Call], *orders: list[Answer]) -> str:
    """Say which call got the answer of another one in one order, and its own in the other."""
    for here, there in (orders, orders[::-1]):
        for m in range(len(calls)):
            for n in range(max(m, 1), len(calls)):
                for name in here[n]:
                    same, apart = (alike(each[m].get(name), each[n].get(name)) for each in (here, there))
                    if m != n and same and not apart and name in there[m] and name in there[n]:
                        return calls[n][0]
    return ""


def _shapes(call: Call) -> dict[str, tuple]:
    return {n: (np.shape(v), v.dtype) for n, v in flatten(call[1]) if isinstance(v, np.ndarray)}
