"""Method: the backward is a formula, not a numerical difference of the forward."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from grader.course.spec import Exercise
from grader.judge.check import EVERY_GRADIENT, Check, Finding
from grader.judge.evaluation import Evaluation
from grader.runner.numerical_differentiation import OFF


def checks(exercise: Exercise) -> Iterator[Check]:
    """One check. (An inlined difference is refused by the oracle, whose tolerance none of them reaches.)"""
    yield Check("derived, not differenced", "method", EVERY_GRADIENT, _ask)


def _ask(evaluation: Evaluation) -> Finding:
    line = _complex_line(evaluation.submission.source.nodes)
    if line:
        return Finding(False, f"line {line} uses complex numbers: a complex step is a numerical derivative")
    moved_inputs = evaluation.sample(evaluation.ordinary).moved_inputs
    if moved_inputs.startswith(OFF):
        return Finding(False, f"it {moved_inputs}; a derivation needs no such thing")
    if moved_inputs:
        return Finding(False, f"backward {moved_inputs}: that is a numerical difference, and a derivation is asked for")
    return Finding(True)


def _complex_line(nodes: Iterable[ast.AST]) -> int:
    """Return the line of the first complex number in the code, or 0: no gradient of GPT-2 needs one."""
    for node in nodes:
        literal = isinstance(node, ast.Constant) and isinstance(node.value, complex)
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        if literal or name in ("imag", "complex", "complex64", "complex128", "clongdouble", "cdouble"):
            return node.lineno
    return 0
