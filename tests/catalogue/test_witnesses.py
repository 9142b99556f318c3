"""The witnesses agree before anybody is judged: PyTorch, its recorded answers, the complex step, finite differences."""

import numpy as np
import pytest

from grader import catalog
from grader.judge import truth
from grader.judge.evidence.formula import drawn
from grader.judge.truth import inputs_of
from reference import record, witness
from reference.naming import flat_names, get, replace

torch = pytest.importorskip("torch", reason="PyTorch is not installed: `make test` installs it")
every_exercise = pytest.mark.parametrize("name", catalog.all_names())


def close(a, b, rtol, atol=1e-12):
    return np.max(np.abs(a - b), initial=0.0) <= atol + rtol * np.max(np.abs(b), initial=0.0)


@every_exercise
@pytest.mark.parametrize("seed", [0, 1])
def test_complex_step_of_the_reference_agrees_with_live_pytorch(name, seed):
    exercise = catalog.entry(name)
    for case in (*exercise.cases, *drawn(exercise)):
        inputs, upstream = inputs_of(exercise, case, seed)
        ours = truth._by_complex_step(exercise, case, inputs, upstream)
        theirs = truth._live(exercise, case, inputs, upstream)
        for mine, its in zip(ours, theirs, strict=True):
            assert mine.keys() == its.keys()
            for key, array in mine.items():
                assert close(array, its[key], case.rtol), (case.label, key)


@every_exercise
def test_finite_differences_of_the_reference_agree_with_pytorch(name):
    exercise = catalog.entry(name)
    for case in exercise.cases if exercise.is_op else ():
        if case.large:
            continue
        inputs, upstream = inputs_of(exercise, case, 0)
        function = witness.forward(exercise.part, name)
        _, gradients = truth._live(exercise, case, inputs, upstream)
        for flat in flat_names(exercise.gradients, inputs):
            direction = np.random.default_rng(0).standard_normal(gradients[flat].shape)
            value, h = get(inputs, flat), 1e-6
            above = function(*replace(inputs, flat, value + h * direction).values())
            below = function(*replace(inputs, flat, value - h * direction).values())
            slope = np.sum(upstream * (above - below)) / (2 * h)
            assert abs(slope - np.sum(gradients[flat] * direction)) < 1e-7 + 1e-5 * abs(slope), (case.label, flat)


@every_exercise
def test_recorded_answers_are_what_pytorch_says_now(name):
    exercise = catalog.entry(name)
    for case in record.asked(exercise):
        inputs, upstream = inputs_of(exercise, case, 0)
        recorded = witness.recorded_answer(exercise.part, name, case.label, witness.digest(inputs, upstream))
        assert recorded, f"{case.label} is not recorded: run python -m reference.record {name}"
        for mine, its in zip(recorded, truth._live(exercise, case, inputs, upstream), strict=True):
            for key, array in its.items():
                rounding = 1e-13 if array.dtype == np.float64 else 1e-5  # float32 sums differ with the threads
                rtol = max(rounding, case.rtol if case.large else 0)
                assert close(mine[key], array, rtol, 1e-14), (case.label, key)
