"""Identities: properties that the derivation implies, among them that every backward is linear in its upstream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from grader.course.spec import Exercise, Identity
from grader.judge.check import ALL_OUTPUTS, Check, Kind, Target
from grader.judge.check import gradient as gradient_target
from grader.judge.check import output as output_target
from grader.judge.evaluation import Evaluation
from grader.judge.evidence.arguments import gradient_names
from grader.judge.finding import Finding, not_comparable
from grader.judge.problem import shapes_do_not_fit
from grader.judge.return_values import UnusableReturn
from grader.judge.sample import Sample


def checks(exercise: Exercise) -> Iterator[Check]:
    """The exercise's own identities and, for an op, linearity of each gradient in the upstream gradient."""
    for identity in exercise.identities:
        ask = partial(_ask, identity=identity)
        yield Check(identity.name, Kind.IDENTITY, _target(exercise, identity), ask, ordinary=not identity.edge)
    if exercise.is_op:
        ordinary = exercise.cases[min(1, len(exercise.cases) - 1)]
        for name in gradient_names(exercise, ordinary):
            linear = f"gradient {name} is linear in the upstream gradient"
            yield Check(linear, Kind.IDENTITY, gradient_target(name), partial(_linear, name=name))


def _target(exercise: Exercise, identity: Identity) -> Target:
    if not identity.of:
        return ALL_OUTPUTS
    return gradient_target(identity.of) if exercise.is_op else output_target(identity.of)


@np.errstate(all="ignore")
def _ask(evaluation: Evaluation, identity: Identity) -> Finding:
    largest, unasked, asked = 0.0, None, 0
    cases = sorted(evaluation.exercise.cases, key=lambda case: case.edge)
    for case in cases:
        if case.large:
            continue
        sample = evaluation.sample(case)
        if sample.problem:
            unasked = unasked or sample.problem  # told by the case's own checks
            continue
        of_another = bool(sample.gradient_problems) and identity.of not in sample.gradient_problems
        minor = case.edge or identity.edge or of_another
        try:
            residual = np.abs(np.asarray(identity.residual(sample, partial(_call, evaluation))))
        except KeyError:
            if not sample.gradient_problems:
                raise
            return replace(not_comparable(sample.value_problem), minor=minor)
        except UnusableReturn as error:
            return replace(not_comparable(error.problem), minor=minor)
        except (ValueError, IndexError) as error:  # an output of another shape on other inputs, through `call`
            return replace(not_comparable(shapes_do_not_fit(identity.name, error)), minor=case.edge or identity.edge)
        asked += 1
        worst = float(np.max(residual, initial=0.0))
        if not worst <= identity.atol * _size(sample):
            message = f"{identity.name}: it is off by {worst:.3g} (case: {case.label})"
            return Finding(False, message, worst, minor=case.edge or identity.edge)
        largest = max(largest, worst)
    return Finding(True, "", largest) if asked or not unasked else not_comparable(unasked)


@np.errstate(all="ignore")
def _linear(evaluation: Evaluation, name: str) -> Finding:
    """Compare backward(2u - 3v) with 2 backward(u) - 3 backward(v), for one gradient."""
    sample = evaluation.sample(evaluation.ordinary)
    if name not in sample.gradients:
        return not_comparable(sample.why_missing(name))
    if evaluation.combined is None:
        evaluation.combined = _combined(evaluation, sample)
    second, mixed = evaluation.combined
    for each in (second, mixed):
        if name not in each.gradients:
            return not_comparable(each.why_missing(name))
    off = np.abs(mixed.gradients[name] - (2 * sample.gradients[name] - 3 * second.gradients[name]))
    worst = float(np.max(off, initial=0.0))
    if not worst <= 1e-9 * (1 + _size(mixed)):
        message = f"gradient {name} of 2u - 3v is not 2 of u's less 3 of v's: off by {worst:.3g}"
        return Finding(False, message, worst)
    return Finding(True, "", worst)


def _combined(evaluation: Evaluation, sample: Sample) -> tuple[Sample, Sample]:
    """Return the samples of another upstream gradient v, and of 2u - 3v."""
    case = evaluation.ordinary
    v = np.random.default_rng(evaluation.seed).standard_normal(sample.upstream.shape)
    upstreams = (v, 2 * sample.upstream - 3 * v)
    second, mixed = (evaluation.submission.ask(evaluation.fresh_inputs(case), upstream) for upstream in upstreams)
    return second, mixed


def _size(sample: Sample) -> float:
    return max(
        [1.0] + [float(np.max(np.abs(a), initial=0.0)) for a in (*sample.outputs.values(), *sample.gradients.values())]
    )


def _call(evaluation: Evaluation, inputs: dict, upstream: np.ndarray | None = None) -> Sample:
    sample = evaluation.submission.ask(inputs, upstream)
    if sample.value_problem:
        raise UnusableReturn(sample.value_problem)
    return sample
