"""Mutations of the solution's syntax tree: a term left out, a sign turned, a factor missing.

One is made at a time, for mistakes that nobody foresaw; an answer with the numbers of a mutant has made its mistake,
however it is written. The sentence says what sort of mistake it is and where, never the formula.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader.course.stubs import REGION
from grader.errors import BadInput
from grader.judge import controls
from grader.judge.diagnosis.array_matching import WrongArray, same_array
from grader.judge.evaluation import Evaluation

MOST = 60
"""Slips tried at one answer; each costs a few calls on one small case."""

SAID = {
    "missing-term": "one term of a sum or difference is missing",
    "sign-of-a-term": "one term of a sum or difference has the wrong sign",
    "missing-factor": "one factor or divisor is missing",
    "multiplied-for-divided": "a product stands where a quotient should, or the other way round",
    "mean-for-sum": "a mean stands where a sum should, or the other way round",
    "transpose-missing": "a transpose is missing or is one too many",
    "power-missing": "a square or a root is missing",
    "operands-swapped": "the two sides of a difference, a quotient or a matrix product have changed places",
}


@dataclass(frozen=True)
class Mutation:
    """One change of the solution's text, from `start` to `end`, and the sort of mistake that it is."""

    sort: str
    start: int
    end: int
    instead: str


def find_mutation(evaluation: Evaluation, wrongs: list[WrongArray]) -> tuple[str, str] | None:
    """Return the sort of mutation that explains the largest wrong array on all cases, and a sentence."""
    wrong = wrongs[0]
    text = controls.solution(evaluation.exercise.part, evaluation.exercise.name).text
    if "while " in text:
        return None  # a mutant might never end
    for mutation in list(mutations(text))[:MOST]:
        changed = text[: mutation.start] + mutation.instead + text[mutation.end :]
        try:
            other = controls.evaluate_variant(evaluation, changed)
        except BadInput:
            continue
        if same_array(evaluation, other, wrong):
            return mutation.sort, f"{wrong.label} is right but for one slip: {SAID[mutation.sort]}"
    return None


def mutations(text: str) -> Iterator[Mutation]:
    """Yield every mutation of what students write, those of whole expressions before those of their parts."""
    starts = _line_starts(text)
    regions = [match.span() for match in REGION.finditer(text)]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.expr) and any(a <= _span(node, text, starts)[0] < b for a, b in regions):
            span = _span(node, text, starts)
            for sort, instead in _changes(node, lambda part: f"({ast.unparse(part)})"):
                yield Mutation(sort, *span, instead)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, (ast.Add, ast.Sub)):
            start, end = _span(node, text, starts)
            if any(a <= start < b for a, b in regions):
                target, value = ast.unparse(node.target), ast.unparse(node.value)
                other = "-=" if isinstance(node.op, ast.Add) else "+="
                yield Mutation("sign-of-a-term", start, end, f"{target} {other} {value}")
                yield Mutation("missing-term", start, end, f"{target} += 0 * ({value})")


def _changes(node: ast.expr, put) -> Iterator[tuple[str, str]]:
    """Yield the mutations of one expression, each as its sort and the text in its place."""
    if isinstance(node, ast.BinOp):
        left, right = put(node.left), put(node.right)
        if isinstance(node.op, (ast.Add, ast.Sub)):
            yield "missing-term", f"({left} + 0 * {right})"
            yield "missing-term", f"(0 * {left} {'+' if isinstance(node.op, ast.Add) else '-'} {right})"
            yield "sign-of-a-term", f"({left} {'-' if isinstance(node.op, ast.Add) else '+'} {right})"
        elif isinstance(node.op, (ast.Mult, ast.Div)):
            yield "missing-factor", left
            yield "missing-factor", right if isinstance(node.op, ast.Mult) else f"(1 / {right})"
            yield "multiplied-for-divided", f"({left} {'/' if isinstance(node.op, ast.Mult) else '*'} {right})"
        elif isinstance(node.op, ast.Pow):
            yield "power-missing", left
        if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult)):
            sign = {ast.Sub: "-", ast.Div: "/", ast.MatMult: "@"}[type(node.op)]
            yield "operands-swapped", f"({right} {sign} {left})"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign-of-a-term", put(node.operand)
    elif isinstance(node, ast.Attribute) and node.attr in ("T", "mT"):
        yield "transpose-missing", put(node.value)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from _calls(node, node.func, put)


def _calls(node: ast.Call, function: ast.Attribute, put) -> Iterator[tuple[str, str]]:
    other = {"sum": "mean", "mean": "sum"}.get(function.attr)
    if other:
        arguments = ", ".join(ast.unparse(a) for a in (*node.args, *node.keywords))
        yield "mean-for-sum", f"{ast.unparse(function.value)}.{other}({arguments})"
    elif function.attr in ("swapaxes", "transpose"):
        whole = ast.unparse(function.value) == "np"
        yield "transpose-missing", put(node.args[0]) if whole and node.args else put(function.value)
    elif function.attr in ("sqrt", "square") and len(node.args) == 1:
        yield "power-missing", put(node.args[0])


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _span(node: ast.AST, text: str, starts: list[int]) -> tuple[int, int]:
    """Return where a node stands in the text; the syntax tree counts columns in bytes of UTF-8."""

    def at(line: int, column: int) -> int:
        whole = text[starts[line - 1] : starts[line]].encode()
        return starts[line - 1] + len(whole[:column].decode())

    return at(node.lineno, node.col_offset), at(node.end_lineno, node.end_col_offset)
