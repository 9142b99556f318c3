"""A case made concrete by a seed, with the true answer: PyTorch recorded, PyTorch live, or the complex step."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from grader.course.spec import Case, Exercise
from grader.errors import BadInput, GraderError
from grader.judge.sample import Sample
from reference import oracles
from reference.naming import flat_names

OPS_OUTPUT = ("output",)


class Oracle(StrEnum):
    """What made the true answer."""

    PYTORCH = "PyTorch"
    COMPLEX_STEP = "complex step"
    """The NumPy forward, its gradients by complex step."""


Answer = tuple[dict[str, np.ndarray], dict[str, np.ndarray]]
"""Outputs and gradients by flat names."""


@dataclass(frozen=True)
class CaseInstance:
    """A case as a seed draws it: `truth` has the inputs and what should come back; `source` names the oracle."""

    case: Case
    truth: Sample
    source: Oracle

    @property
    def upstream(self) -> np.ndarray | None:
        """The upstream gradient, of the output's shape; None for a plain function."""
        return self.truth.upstream


def instantiate(exercise: Exercise, case: Case, seed: int, *, live: bool = False) -> CaseInstance:
    """Make a case concrete. `live` asks PyTorch now; else its recorded answer serves, or the complex step.

    The three agree (a test holds them against each other), so which of them serves changes no verdict. A student's kit
    has the recorded answers alone. Raises BadInput there for another seed.
    """
    if oracles.RECORDED_ONLY and seed:
        raise BadInput("Other inputs than the recorded ones are the instructor's: leave --seed out.")
    inputs, upstream = draw_inputs(exercise, case, seed)
    others = () if oracles.RECORDED_ONLY else ((Oracle.COMPLEX_STEP, by_complex_step),)
    for source, ask in ((Oracle.PYTORCH, by_torch if live else _recorded), *others):
        answer = ask(exercise, case, inputs, upstream)
        if answer:
            return CaseInstance(case, Sample(inputs, upstream, *answer), source)
    raise GraderError(f"no answer is recorded to the inputs of {exercise.name}, {case.label}, as they are drawn here")


def draw_inputs(exercise: Exercise, case: Case, seed: int) -> tuple[dict, np.ndarray | None]:
    """Return fresh inputs and the upstream gradient of a case."""
    rng = exercise.rng(case, seed)
    inputs = case.build(rng)
    if not exercise.is_op:
        return inputs, None
    return inputs, case.draw_upstream(rng, _output_shape(exercise, case, inputs))


def _output_shape(exercise: Exercise, case: Case, inputs: dict) -> tuple[int, ...]:
    if oracles.RECORDED_ONLY:
        return oracles.recorded_shape(exercise.part, exercise.name, case.label)
    return np.shape(_reference(exercise)(*inputs.values()))


def _reference(exercise: Exercise):
    return oracles.forward(exercise.part, exercise.name)


def _recorded(exercise: Exercise, case: Case, inputs: dict, upstream: np.ndarray | None):
    return oracles.recorded_answer(exercise.part, exercise.name, case.label, oracles.case_digest(inputs, upstream))


def by_torch(exercise: Exercise, case: Case, inputs: dict, upstream: np.ndarray | None) -> Answer:
    """Return PyTorch's answer to a case, which it gives now."""
    names = flat_names(exercise.gradients, inputs)
    outputs = OPS_OUTPUT if exercise.is_op else exercise.outputs
    return oracles.torch_answer(exercise.part, exercise.name, inputs, outputs, names, upstream)


def by_complex_step(exercise: Exercise, case: Case, inputs: dict, upstream: np.ndarray | None) -> Answer:
    """Return the NumPy forward's answer to a case, its gradients by complex step."""
    function = _reference(exercise)
    returned = function(*inputs.values())
    if not exercise.is_op:
        values = returned if isinstance(returned, tuple) else (returned,)
        return dict(zip(exercise.outputs, map(np.asarray, values), strict=True)), {}
    names = flat_names(exercise.gradients, inputs)
    return {"output": np.asarray(returned)}, oracles.complex_step(function, inputs, names, upstream)
