"""Measure one op on one set of inputs: the calls traced, peak memory, least time, and whether float32 stays float32."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.course.drivers.peak_memory import peak_bytes
from grader.course.spec import Case
from grader.judge.evaluation import Evaluation
from grader.lab.quality.traced_array import Trace, all_traced, traced, tracing
from grader.runner.process_settings import restored_settings
from reference.naming import flatten

ROUNDS, SECONDS = 30, 0.3
"""Timed rounds at most, and the time that they may take together."""


@dataclass
class Measured:
    """What was measured of one op: the trace, bytes at the peak, seconds, and whether float32 was kept.

    `trace` is None where the op does not work on traced arrays, `keeps_float32` where it does not work in float32.
    `busiest` is the line of the call that was come to most in any ordinary case, and how often.
    """

    trace: Trace | None
    peak: int
    seconds: float
    keeps_float32: bool | None
    busiest: tuple[int, int] = (0, 0)


def largest_case(evaluation: Evaluation) -> Case:
    """Return the ordinary case with the most entries, where differences show best."""
    ordinary = [case for case in evaluation.exercise.cases if case.ordinary] or [evaluation.ordinary]
    return max(ordinary, key=lambda case: sum(np.size(v) for _, v in flatten(evaluation.fresh_inputs(case))))


def measure_both(mine: Evaluation, solution: Evaluation, case: Case) -> tuple[Measured, Measured]:
    """Measure two answers of one op on one case; the timed calls take turns."""
    with restored_settings():
        both = [_measure(evaluation, case) for evaluation in (mine, solution)]
        end = time.perf_counter() + SECONDS
        for _ in range(ROUNDS):
            for measured, evaluation in zip(both, (mine, solution), strict=True):
                call = _call(evaluation, case)
                start = time.perf_counter()
                call()
                measured.seconds = min(measured.seconds, time.perf_counter() - start)
            if time.perf_counter() > end:
                break
    return both[0], both[1]


def _measure(evaluation: Evaluation, case: Case) -> Measured:
    _call(evaluation, case)()  # what is made once, at the first call, is no part of the figures
    peak = peak_bytes(_call(evaluation, case))
    asked = [each for each in evaluation.exercise.cases if each.ordinary or each is case]  # some have more rows
    traces = {each.label: _trace(evaluation, each) for each in asked}
    found = [trace.busiest for trace in traces.values() if trace]
    busiest = max(found, key=lambda place: place[1], default=(0, 0))
    return Measured(traces[case.label], peak, math.inf, _float32(evaluation, case), busiest)


def _call(evaluation: Evaluation, case: Case, change: Callable = lambda value: value) -> Callable[[], tuple]:
    """Return a call of forward and backward on fresh inputs, each changed by `change`; it returns both results."""
    inputs, upstream = change(evaluation.fresh_inputs(case)), change(np.array(evaluation.instance(case).upstream))
    function = evaluation.submission.runner.function

    def call() -> tuple:
        output, backward = function(*inputs.values())
        return output, backward(upstream)

    return call


def _trace(evaluation: Evaluation, case: Case) -> Trace | None:
    call = _call(evaluation, case, traced)
    file, quiet = str(evaluation.submission.path), np.errstate(all="ignore")
    with tracing(file) as trace, quiet, contextlib.suppress(Exception):  # of the student's code
        trace.complete = all_traced(call())
        return trace
    return None


def _float32(evaluation: Evaluation, case: Case) -> bool | None:
    with contextlib.suppress(Exception):  # of the student's code
        output, gradients = _call(evaluation, case, _narrow)()
        found = [output, *(gradient for _, gradient in flatten(gradients))]
        return all(np.asarray(v).dtype != np.float64 for v in found if np.ndim(v))  # a loss is one number, in any dtype
    return None


def _narrow(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.astype(np.float32) if value.dtype == np.float64 else value
    if type(value) is dict:
        return {name: _narrow(item) for name, item in value.items()}
    return value
