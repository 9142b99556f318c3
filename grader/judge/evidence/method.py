"""Method: the backward is a formula, not a numerical difference of the forward."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from grader.course.spec import Exercise
from grader.judge.check import ALL_GRADIENTS, Check, Kind
from grader.judge.evaluation import Evaluation
from grader.judge.evidence import oracle
from grader.judge.evidence.arguments import gradient_names
from grader.judge.finding import Finding
from grader.runner.observation import TraceFinding, TraceKind

ARITHMETIC = {"__add__", "__radd__", "__mul__", "__rmul__", "__matmul__"}

NOISE = 5e-14
"""Relative error, of the largest entry, above which a gradient's rounding is not that of a formula in float64."""


def checks(exercise: Exercise) -> Iterator[Check]:
    """One check: of how a gradient is made, and where its code hides that, of the accuracy that it has."""
    yield Check("derived, not differenced", Kind.METHOD, ALL_GRADIENTS, _ask)


def _ask(evaluation: Evaluation) -> Finding:
    usual = evaluation.exercise.complex_numbers
    nodes = evaluation.submission.source.nodes
    line = 0 if usual else _complex_line(nodes)
    if line:
        return Finding(False, f"line {line} uses complex numbers: a complex step is a numerical derivative")
    if evaluation.exercise.is_op and (own := _numbers_of_its_own(nodes)):
        return Finding(
            False,
            f"line {own.lineno}: {own.name} is a number with an arithmetic of its own. Numbers that carry a derivative "
            "with them differentiate by machine, and a derivation is asked for",
        )
    trace = evaluation.sample(evaluation.ordinary).trace
    if trace and not (usual and trace.kind is TraceKind.COMPLEX):
        return Finding(False, _describe(trace))
    return _of_its_accuracy(evaluation)


def _of_its_accuracy(evaluation: Evaluation) -> Finding:
    """Refuse a gradient that has the accuracy of a difference throughout: on large numbers, and on ordinary ones.

    A high-order difference meets the oracle's tolerance on ordinary numbers, yet with hundreds of roundings' error
    where a formula has a few; on large numbers it does not meet it.
    """
    exercise = evaluation.exercise
    for name in gradient_names(exercise, evaluation.ordinary) if not evaluation.quick else ():
        with_it = [case for case in exercise.cases if name in gradient_names(exercise, case)]
        large = [case for case in with_it if case.large]
        if not any(oracle.is_rough(case, oracle.compare_gradient(evaluation, case, name)) for case in large):
            continue
        plain = [oracle.compare_gradient(evaluation, case, name) for case in with_it if case.ordinary]
        if all(finding.passed and finding.max_rel > NOISE for finding in plain):
            return Finding(False, f"gradient {name} has the accuracy of a numerical difference on every case")
    return Finding(True)


def _describe(trace: TraceFinding) -> str:
    """Return the sentence on a sign of a numerical difference."""
    if trace.kind is TraceKind.WATCH_ENDED:
        calls = f" (it calls {trace.function})" if trace.function else ""
        return f"it turns off what watches it{calls}; a derivation needs no such thing"
    if trace.kind is TraceKind.MORE_DIGITS:
        return (
            f"{trace.function} computes with {trace.argument}. A formula needs no more digits than float64 has; a "
            "numerical difference does, and a derivation is asked for"
        )
    does = {
        TraceKind.COMPLEX: "computes with complex numbers",
        TraceKind.COMPLEX_STEP: f"computes with complex numbers, adding an imaginary part to {trace.argument}",
        TraceKind.MOVED_A_LITTLE: f"calls {trace.function} with {trace.argument} moved by a little",
        TraceKind.MOVED_IN_TWO_WAYS: (
            f"calls {trace.function} with {trace.argument} moved in one way and then in another"
        ),
    }[trace.kind]
    return f"backward {does}: that is a numerical difference, and a derivation is asked for"


def _numbers_of_its_own(nodes: Iterable[ast.AST]) -> ast.ClassDef | None:
    """Return the first class that defines how its objects are added and multiplied."""
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            defined = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
            if len(defined & ARITHMETIC) > 1 or "__array_ufunc__" in defined:
                return node
    return None


def _complex_line(nodes: Iterable[ast.AST]) -> int:
    """Return the line of the first complex number in the code, or 0: no gradient of GPT-2 needs one."""
    for node in nodes:
        literal = isinstance(node, ast.Constant) and isinstance(node.value, complex)
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        if literal or name in ("imag", "complex", "complex64", "complex128", "clongdouble", "cdouble"):
            return node.lineno
    return 0
