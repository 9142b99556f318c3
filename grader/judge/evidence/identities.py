"""Identities: properties that the derivation implies, among them that every backward is linear in its upstream."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from grader.course.spec import Exercise, Identity
from grader.judge.check import EVERY_GRADIENT, Check, Finding
from grader.judge.evaluation import Evaluation
from grader.judge.return_values import UnusableReturn
from grader.judge.sample import Sample


def checks(exercise: Exercise) -> Iterator[Check]:
    """The exercise's own identities and, for an op, linearity of each gradient in the upstream gradient."""
    for identity in exercise.identities:
        yield Check(identity.name, "identity", identity.of, partial(_ask, identity=identity))
    if exercise.is_op:
        yield Check("backward is linear in the upstream gradient", "identity", EVERY_GRADIENT, _linear)


@np.errstate(all="ignore")
def _ask(evaluation: Evaluation, identity: Identity) -> Finding:
    largest = 0.0
    for case in evaluation.exercise.cases:
        if case.large:
            continue
        sample = evaluation.sample(case)
        if sample.problem:
            return Finding(False, sample.problem, by_value=False)
        try:
            residual = np.abs(np.asarray(identity.residual(sample, partial(_call, evaluation))))
        except UnusableReturn as trouble:
            return Finding(False, str(trouble), by_value=False)
        except (ValueError, IndexError) as trouble:  # an output of another shape on inputs posed through `call`
            return Finding(False, f"{identity.name}: shapes do not fit ({trouble})", by_value=False)
        worst = float(np.max(residual, initial=0.0))
        if not worst <= identity.atol * _size(sample):
            return Finding(False, f"{identity.name}: it is off by {worst:.3g} (case: {case.label})", worst)
        largest = max(largest, worst)
    return Finding(True, "", largest)


@np.errstate(all="ignore")
def _linear(evaluation: Evaluation) -> Finding:
    case = evaluation.ordinary
    sample = evaluation.sample(case)
    if sample.problem:
        return Finding(False, sample.problem, by_value=False)
    other = np.random.default_rng(evaluation.seed).standard_normal(sample.upstream.shape)
    try:
        second = _call(evaluation, evaluation.fresh_inputs(case), other)
        mixed = _call(evaluation, evaluation.fresh_inputs(case), 2 * sample.upstream - 3 * other)
    except UnusableReturn as trouble:
        return Finding(False, str(trouble), by_value=False)
    worst = 0.0
    for name, gradient in mixed.gradients.items():
        off = np.abs(gradient - (2 * sample.gradients[name] - 3 * second.gradients[name]))
        worst = max(worst, float(np.max(off, initial=0.0)))
        if not worst <= 1e-9 * (1 + _size(mixed)):
            return Finding(
                False, f"gradient {name} of 2u - 3v is not 2 of u's less 3 of v's: off by {worst:.3g}", worst
            )
    return Finding(True, "", worst)


def _size(sample: Sample) -> float:
    return max(
        [1.0] + [float(np.max(np.abs(a), initial=0.0)) for a in (*sample.outputs.values(), *sample.gradients.values())]
    )


def _call(evaluation: Evaluation, inputs: dict, upstream: np.ndarray | None = None) -> Sample:
    sample = evaluation.submission.ask(inputs, upstream)
    if sample.problem:
        raise UnusableReturn(sample.problem)
    return sample
