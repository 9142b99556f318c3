"""Identities: properties that the derivation implies, among them that every backward is linear in its upstream."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from grader.course.spec import Exercise, Identity
from grader.judge.check import ALL_GRADIENTS, ALL_OUTPUTS, Check, Kind, Target
from grader.judge.check import gradient as gradient_target
from grader.judge.check import output as output_target
from grader.judge.evaluation import Evaluation
from grader.judge.finding import Finding, not_comparable
from grader.judge.problem import shapes_do_not_fit
from grader.judge.return_values import UnusableReturn
from grader.judge.sample import Sample


def checks(exercise: Exercise) -> Iterator[Check]:
    """The exercise's own identities and, for an op, linearity of each gradient in the upstream gradient."""
    for identity in exercise.identities:
        yield Check(identity.name, Kind.IDENTITY, _target(exercise, identity), partial(_ask, identity=identity))
    if exercise.is_op:
        yield Check("backward is linear in the upstream gradient", Kind.IDENTITY, ALL_GRADIENTS, _linear)


def _target(exercise: Exercise, identity: Identity) -> Target:
    if not identity.of:
        return ALL_OUTPUTS
    return gradient_target(identity.of) if exercise.is_op else output_target(identity.of)


@np.errstate(all="ignore")
def _ask(evaluation: Evaluation, identity: Identity) -> Finding:
    largest = 0.0
    for case in evaluation.exercise.cases:
        if case.large:
            continue
        sample = evaluation.sample(case)
        if sample.problem:
            return not_comparable(sample.problem)
        try:
            residual = np.abs(np.asarray(identity.residual(sample, partial(_call, evaluation))))
        except UnusableReturn as error:
            return not_comparable(error.problem)
        except (ValueError, IndexError) as error:  # an output of another shape on other inputs, through `call`
            return not_comparable(shapes_do_not_fit(identity.name, error))
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
        return not_comparable(sample.problem)
    other = np.random.default_rng(evaluation.seed).standard_normal(sample.upstream.shape)
    try:
        second = _call(evaluation, evaluation.fresh_inputs(case), other)
        mixed = _call(evaluation, evaluation.fresh_inputs(case), 2 * sample.upstream - 3 * other)
    except UnusableReturn as error:
        return not_comparable(error.problem)
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
