"""Oracle: outputs and gradients against PyTorch in float64, on ordinary numbers and (robustness) on large ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from grader.course.spec import Case, Exercise
from grader.judge.check import Check, Kind, gradient, output
from grader.judge.compare import compare, describe_difference
from grader.judge.evaluation import Evaluation
from grader.judge.evidence.arguments import gradient_names
from grader.judge.finding import Finding, not_comparable
from grader.judge.problem import wrong_output_shape

NUMERICAL = 1e-6
"""What is right to this and no better has the accuracy of a finite difference, or of float32."""

ROUGH = {
    "gradients": "a numerical difference or of float32",
    "outputs": "float32, or of a small number added in a logarithm or a denominator",
}


def checks(exercise: Exercise) -> Iterator[Check]:
    """A forward check and a check of each gradient, for every case."""
    outputs = ("output",) if exercise.is_op else exercise.outputs
    for case in exercise.cases:
        for name in outputs:
            what = "forward" if exercise.is_op else f"forward {name}"
            kind = Kind.ROBUSTNESS if case.large else Kind.FORWARD
            ask = partial(_output, case=case, name=name)
            yield Check(f"{what}, {case.label}", kind, output(name), ask, case.label)
    for case in exercise.cases:
        for name in gradient_names(exercise, case):
            kind = Kind.ROBUSTNESS if case.large else Kind.ORACLE
            ask = partial(_gradient, case=case, name=name)
            yield Check(f"exact gradient {name}, {case.label}", kind, gradient(name), ask, case.label)


def _output(evaluation: Evaluation, case: Case, name: str) -> Finding:
    return _hold(evaluation, case, "outputs", name, name)


def _gradient(evaluation: Evaluation, case: Case, name: str) -> Finding:
    return _hold(evaluation, case, "gradients", name, f"gradient {name}")


def _hold(evaluation: Evaluation, case: Case, which: str, name: str, what: str) -> Finding:
    sample, instance = evaluation.sample(case), evaluation.instance(case)
    if sample.problem:
        return not_comparable(sample.problem)
    got, wanted = getattr(sample, which)[name], getattr(instance.truth, which)[name]
    if got.shape != wanted.shape:
        return not_comparable(wrong_output_shape(what, got.shape, wanted.shape))
    difference = compare(got, wanted, case.rtol)
    message = "" if difference.equal else describe_difference(what, got, wanted, difference, instance.source)
    if message and difference.max_rel < NUMERICAL and case.rtol < 1e-9:
        message += f". That is the accuracy of {ROUGH[which]}, not of a formula in float64"
    return Finding(difference.equal, message, difference.max_abs, difference.max_rel)
