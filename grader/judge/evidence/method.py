"""Method: the backward is a formula, not a numerical difference of the forward."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from grader.course.spec import Exercise
from grader.judge.check import ALL_GRADIENTS, Check, Kind
from grader.judge.evaluation import Evaluation
from grader.judge.finding import Finding
from grader.runner.observation import TraceFinding, TraceKind


def checks(exercise: Exercise) -> Iterator[Check]:
    """One check. (An inlined difference is refused by the oracle, whose tolerance none of them reaches.)"""
    yield Check("derived, not differenced", Kind.METHOD, ALL_GRADIENTS, _ask)


def _ask(evaluation: Evaluation) -> Finding:
    usual = evaluation.exercise.complex_numbers
    line = 0 if usual else _complex_line(evaluation.submission.source.nodes)
    if line:
        return Finding(False, f"line {line} uses complex numbers: a complex step is a numerical derivative")
    trace = evaluation.sample(evaluation.ordinary).trace
    if trace is None or (usual and trace.kind is TraceKind.COMPLEX):
        return Finding(True)
    return Finding(False, _describe(trace))


def _describe(trace: TraceFinding) -> str:
    """Return the sentence on a sign of a numerical difference."""
    if trace.kind is TraceKind.WATCH_ENDED:
        calls = f" (it calls {trace.function})" if trace.function else ""
        return f"it turns off what watches it{calls}; a derivation needs no such thing"
    does = {
        TraceKind.COMPLEX: "computes with complex numbers",
        TraceKind.COMPLEX_STEP: f"computes with complex numbers, adding an imaginary part to {trace.argument}",
        TraceKind.MOVED_A_LITTLE: f"calls {trace.function} with {trace.argument} moved by a little",
        TraceKind.MOVED_IN_TWO_WAYS: (
            f"calls {trace.function} with {trace.argument} moved in one way and then in another"
        ),
    }[trace.kind]
    return f"backward {does}: that is a numerical difference, and a derivation is asked for"


def _complex_line(nodes: Iterable[ast.AST]) -> int:
    """Return the line of the first complex number in the code, or 0: no gradient of GPT-2 needs one."""
    for node in nodes:
        literal = isinstance(node, ast.Constant) and isinstance(node.value, complex)
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        if literal or name in ("imag", "complex", "complex64", "complex128", "clongdouble", "cdouble"):
            return node.lineno
    return 0
