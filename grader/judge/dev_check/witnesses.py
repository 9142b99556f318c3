"""Rules about the witnesses: the NumPy forward, PyTorch, and its recorded answers agree before anybody is judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from grader.course.spec import Exercise
from grader.judge.case_instance import by_complex_step, by_torch, draw_inputs
from grader.judge.compare import compare
from grader.judge.dev_check.rule import files_of
from grader.judge.evidence.formula import drawn
from grader.judge.record_oracle import recorded_cases
from reference import oracles
from reference.naming import flat_names, get, replace

Found = Iterator[tuple[Path, str]]

SEEDS = (0, 1)
STEP = 1e-6
"""Half the distance of a central difference."""


def answers_are_recorded(exercise: Exercise) -> Found:
    """PyTorch's answers to the inputs of every case, as they are drawn now, are recorded."""
    files = files_of(exercise)
    if not files.reference.is_file():
        yield files.reference, "is not there: write the forward in NumPy and in PyTorch"
        return
    for case in recorded_cases(exercise):
        digest = oracles.case_digest(*draw_inputs(exercise, case, 0))
        if not oracles.recorded_answer(exercise.part, exercise.name, case.label, digest):
            yield files.recorded, f"has no answer to {case.label!r} as it is drawn: `grader dev record {exercise.name}`"


def recorded_answers_are_pytorchs(exercise: Exercise) -> Found:
    """What is recorded is what PyTorch says now."""
    for case in recorded_cases(exercise):
        inputs, upstream = draw_inputs(exercise, case, 0)
        digest = oracles.case_digest(inputs, upstream)
        recorded = oracles.recorded_answer(exercise.part, exercise.name, case.label, digest)
        for mine, its in zip(recorded or (), by_torch(exercise, case, inputs, upstream), strict=False):
            for key, array in its.items():
                # As verdicts compare: sums that cancel to 0 differ with the processor, float32 ones with the threads.
                rtol = case.rtol if array.dtype == np.float64 else 1e-5
                if key not in mine or not compare(mine[key], array, rtol).equal:
                    command = f"`grader dev record {exercise.name}`"
                    yield files_of(exercise).recorded, f"{key} on {case.label!r} is not PyTorch's any more: {command}"


def complex_step_agrees_with_pytorch(exercise: Exercise) -> Found:
    """The complex step on the NumPy forward gives PyTorch's outputs and gradients."""
    for seed in SEEDS:
        for case in (*exercise.cases, *drawn(exercise)):
            inputs, upstream = draw_inputs(exercise, case, seed)
            ours, theirs = (ask(exercise, case, inputs, upstream) for ask in (by_complex_step, by_torch))
            for mine, its in zip(ours, theirs, strict=True):
                for key in _apart(mine, its, case.rtol):
                    yield files_of(exercise).reference, f"seed {seed}, {case.label!r}: {key} is not PyTorch's"


def finite_differences_agree_with_pytorch(exercise: Exercise) -> Found:
    """Along a random direction, a central difference of the NumPy forward is PyTorch's slope."""
    for case in exercise.cases if exercise.is_op else ():
        if case.large:
            continue
        inputs, upstream = draw_inputs(exercise, case, 0)
        function = oracles.forward(exercise.part, exercise.name)
        _, gradients = by_torch(exercise, case, inputs, upstream)
        for flat in flat_names(exercise.gradients, inputs):
            direction = np.random.default_rng(0).standard_normal(gradients[flat].shape)
            value = get(inputs, flat)
            above = function(*replace(inputs, flat, value + STEP * direction).values())
            below = function(*replace(inputs, flat, value - STEP * direction).values())
            slope = np.sum(upstream * (above - below)) / (2 * STEP)
            if not abs(slope - np.sum(gradients[flat] * direction)) < 1e-7 + 1e-5 * abs(slope):
                yield files_of(exercise).reference, f"{case.label!r}: the slope along {flat} is not PyTorch's"


def _apart(ours: Mapping[str, np.ndarray], theirs: Mapping[str, np.ndarray], rtol: float) -> Iterator[str]:
    """Yield the names of the arrays that one of the two lacks, or that differ."""
    yield from sorted(ours.keys() ^ theirs.keys())
    yield from (key for key in ours.keys() & theirs.keys() if not compare(ours[key], theirs[key], rtol).equal)
