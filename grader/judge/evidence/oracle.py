"""Oracle: outputs and gradients against PyTorch in float64, on ordinary numbers and (robustness) on large ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from grader.course.spec import PLAIN, Caption, Case, Exercise
from grader.judge.case_instance import Oracle
from grader.judge.check import Check, Kind, gradient, output
from grader.judge.compare import compare, describe_difference
from grader.judge.evaluation import Evaluation
from grader.judge.evidence.arguments import gradient_names
from grader.judge.finding import Finding, not_comparable
from grader.judge.problem import Problem, error_wanted, not_finite, other_outcome, wrong_output_shape

NUMERICAL = 1e-6
"""What is right to this and no better has the accuracy of a finite difference, or of float32."""

TOLD = {
    (Oracle.COMPLEX_STEP, "outputs"): "NumPy",
    (Oracle.COMPLEX_STEP, "gradients"): "the exact slope of a forward in NumPy",
}
"""What made the wanted number, in words, where its own name is the judge's."""

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
            yield Check(f"{what}, {case.label}", kind, output(name), ask, case.label, case.ordinary)
    for case in exercise.cases:
        for name in gradient_names(exercise, case):
            kind = Kind.ROBUSTNESS if case.large else Kind.ORACLE
            ask = partial(compare_gradient, case=case, name=name)
            yield Check(f"exact gradient {name}, {case.label}", kind, gradient(name), ask, case.label, case.ordinary)


def _output(evaluation: Evaluation, case: Case, name: str) -> Finding:
    return _hold(evaluation, case, "outputs", name, name)


def compare_gradient(evaluation: Evaluation, case: Case, name: str) -> Finding:
    """Compare one gradient of a case with the oracle's."""
    return _hold(evaluation, case, "gradients", name, f"gradient {name}")


def _hold(evaluation: Evaluation, case: Case, which: str, name: str, what: str) -> Finding:
    sample, instance = evaluation.sample(case), evaluation.instance(case)
    arrays = getattr(sample, which)
    wanted = getattr(instance.truth, which)[name]
    caption = evaluation.exercise.caption(name, case) if which == "outputs" else PLAIN
    if name not in arrays:
        problem, told = sample.why_missing(name), _word(caption, wanted)
        return not_comparable(error_wanted(told, problem) if told and problem.error and problem.error.line else problem)
    got = arrays[name]
    if got.shape != wanted.shape:
        return not_comparable(_other_shape("the output" if name == "output" else what, got, wanted, caption))
    index = None if case.large or caption.values else _first_not_finite(got, wanted)
    if index is not None:
        named = f"the gradient of {name}" if which == "gradients" else caption.name or name
        place = ", ".join(map(str, index))
        at = (f", entry {place}" if caption.name else f"[{place}]") if index else ""
        return not_comparable(not_finite(named + at, got[index], edge=case.edge))
    difference = compare(got, wanted, case.rtol)
    truth = TOLD.get((instance.source, which), instance.source)
    message = "" if difference.equal else describe_difference(what, got, wanted, difference, truth, caption)
    finding = Finding(difference.equal, message, difference.max_abs, difference.max_rel)
    if is_rough(case, finding):
        finding.message += f". That is the accuracy of {ROUGH[which]}, not of a formula in float64"
    return finding


def _other_shape(what: str, got: np.ndarray, wanted: np.ndarray, caption: Caption) -> Problem:
    """Return the problem of an output of another shape; one of the two may stand for an error."""
    came, told = _word(caption, got), _word(caption, wanted)
    if not came and not told:
        return wrong_output_shape(caption.name or what, got.shape, wanted.shape)
    shown = (word or f"an array of shape {array.shape}" for word, array in ((came, got), (told, wanted)))
    return other_outcome(caption.name or what, *shown)


def _word(caption: Caption, array: np.ndarray) -> str:
    """Return what an array stands for, by its first entry or for having none; "" where it is numbers."""
    if not array.size:
        return caption.empty
    first = caption.entries[0] if caption.entries else caption
    return first.values.get(float(array.reshape(-1)[0]), "")


def is_rough(case: Case, finding: Finding) -> bool:
    """Whether a failed comparison has the accuracy of a numerical difference, where more is wanted."""
    measured = not finding.passed and finding.max_rel is not None
    return measured and finding.max_rel < NUMERICAL and case.rtol < 1e-9


def _first_not_finite(got: np.ndarray, wanted: np.ndarray) -> tuple[int, ...] | None:
    """Return the first place of NaN or infinity where a finite number is wanted."""
    bad = np.argwhere(~np.isfinite(got) & np.isfinite(wanted))
    return tuple(int(i) for i in bad[0]) if len(bad) else None
