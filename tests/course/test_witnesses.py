"""The witnesses agree before anybody is judged: PyTorch, its recorded answers, the complex step, finite differences."""

import numpy as np
import pytest

from grader.course import registry
from grader.judge import case_instance, record_oracle
from grader.judge.case_instance import draw_inputs
from grader.judge.evidence.formula import drawn
from reference import oracles
from reference.naming import flat_names, get, replace

torch = pytest.importorskip("torch", reason="PyTorch is not installed: `make test` installs it")
every_exercise = pytest.mark.parametrize("name", registry.all_names())


def close(a, b, rtol, atol=1e-12):
    return np.max(np.abs(a - b), initial=0.0) <= atol + rtol * np.max(np.abs(b), initial=0.0)


@every_exercise
@pytest.mark.parametrize("seed", [0, 1])
def test_complex_step_of_the_reference_agrees_with_live_pytorch(name, seed):
    exercise = registry.entry(name)
    for case in (*exercise.cases, *drawn(exercise)):
        inputs, upstream = draw_inputs(exercise, case, seed)
        ours = case_instance._by_complex_step(exercise, case, inputs, upstream)
        theirs = case_instance._live(exercise, case, inputs, upstream)
        for mine, its in zip(ours, theirs, strict=True):
            assert mine.keys() == its.keys()
            for key, array in mine.items():
                assert close(array, its[key], case.rtol), (case.label, key)


@every_exercise
def test_finite_differences_of_the_reference_agree_with_pytorch(name):
    exercise = registry.entry(name)
    for case in exercise.cases if exercise.is_op else ():
        if case.large:
            continue
        inputs, upstream = draw_inputs(exercise, case, 0)
        function = oracles.forward(exercise.part, name)
        _, gradients = case_instance._live(exercise, case, inputs, upstream)
        for flat in flat_names(exercise.gradients, inputs):
            direction = np.random.default_rng(0).standard_normal(gradients[flat].shape)
            value, h = get(inputs, flat), 1e-6
            above = function(*replace(inputs, flat, value + h * direction).values())
            below = function(*replace(inputs, flat, value - h * direction).values())
            slope = np.sum(upstream * (above - below)) / (2 * h)
            assert abs(slope - np.sum(gradients[flat] * direction)) < 1e-7 + 1e-5 * abs(slope), (case.label, flat)


@every_exercise
def test_recorded_answers_are_what_pytorch_says_now(name):
    exercise = registry.entry(name)
    for case in record_oracle.recorded_cases(exercise):
        inputs, upstream = draw_inputs(exercise, case, 0)
        recorded = oracles.recorded_answer(exercise.part, name, case.label, oracles.case_digest(inputs, upstream))
        assert recorded, f"{case.label} is not recorded: run python -m grader.judge.record_oracle {name}"
        for mine, its in zip(recorded, case_instance._live(exercise, case, inputs, upstream), strict=True):
            for key, array in its.items():
                # What float64 can promise on any processor; float32 sums differ with the threads.
                rtol = case.rtol if array.dtype == np.float64 else 1e-5
                assert close(mine[key], array, rtol, 1e-14), (case.label, key)
