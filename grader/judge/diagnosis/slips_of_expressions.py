"""The slips of one expression: operators, calls, numbers and names."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator

from grader.judge.diagnosis import slip_kinds as kinds
from grader.judge.diagnosis.code_places import Change, Found, Place
from grader.judge.diagnosis.slip_kinds import SlipKind
from grader.judge.diagnosis.slips_of_calls import of_call

ROOT, CUBIC = math.sqrt(2 / math.pi), 0.044715
EXACT = (
    *(math.pi, 1 / math.pi, math.sqrt(math.pi), 1 / math.sqrt(math.pi), math.e, math.log(2), math.log(10)),
    *(math.sqrt(2), math.sqrt(0.5), math.sqrt(2 * math.pi), 1 / math.sqrt(2 * math.pi)),
    *(ROOT, CUBIC, ROOT * CUBIC, 3 * CUBIC, 3 * ROOT * CUBIC, 1.5 * ROOT * CUBIC),
)
"""Constants of the course, of which a student may have written some digits."""

TINY = 1e-4
"""A constant below this is added to keep something away from 0."""


def changes(found: Found, place: Place) -> Iterator[Change]:
    """Yield the changes of an expression that leave its names as they are."""
    node = found.node
    way = WAYS.get(type(node))
    for kind, instead, *alike in way(node, place) if way else ():
        yield Change(kind, node, instead, *alike)


def _of_operator(node: ast.BinOp, place: Place) -> Iterator[tuple[SlipKind, str]]:
    left, right = place.of(node.left), place.of(node.right)
    if isinstance(node.op, (ast.Add, ast.Sub)):
        tiny = isinstance(node.right, ast.Constant) and _number(node.right) and abs(node.right.value) < TINY
        tiny = tiny or (isinstance(node.right, ast.Name) and node.right.id.lower() in ("eps", "epsilon", "tiny"))
        if tiny:
            yield kinds.TINY, left
        yield kinds.DROP_TERM, f"({left} + 0 * {right})"
        yield kinds.DROP_TERM, f"(0 * {left} {'+' if isinstance(node.op, ast.Add) else '-'} {right})"
        yield kinds.TURN_SIGN, f"({left} {'-' if isinstance(node.op, ast.Add) else '+'} {right})"
    elif isinstance(node.op, (ast.Mult, ast.Div)):
        yield kinds.DROP_FACTOR, left
        yield kinds.DROP_FACTOR, right if isinstance(node.op, ast.Mult) else f"(1 / {right})"
        yield kinds.TURN_PRODUCT, f"({left} {'/' if isinstance(node.op, ast.Mult) else '*'} {right})"
        if isinstance(node.op, ast.Mult):
            yield kinds.PRODUCT_OR_POWER, f"({left} ** {right})"
    elif isinstance(node.op, ast.Pow):
        yield kinds.DROP_POWER, left
        yield kinds.PRODUCT_OR_POWER, f"({left} * {right})"
    if isinstance(node.op, ast.MatMult):
        yield kinds.TRANSPOSE, f"(np.swapaxes({left}, -1, -2) @ {right})"
        yield kinds.TRANSPOSE, f"({left} @ np.swapaxes({right}, -1, -2))"
    if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult)):
        sign = {ast.Sub: "-", ast.Div: "/", ast.MatMult: "@"}[type(node.op)]
        yield kinds.SWAP_OPERANDS, f"({right} {sign} {left})"


def _of_sign(node: ast.UnaryOp, place: Place) -> Iterator[tuple[SlipKind, str]]:
    if isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
        yield kinds.TURN_SIGN, place.of(node.operand)
    elif isinstance(node.op, (ast.Not, ast.Invert)):
        yield kinds.TURN_COMPARISON, place.of(node.operand)


def _of_comparison(node: ast.Compare, place: Place) -> Iterator[tuple[SlipKind, str]]:
    if len(node.ops) != 1:
        return
    left, right = place.of(node.left), place.of(node.comparators[0])
    near = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}
    turned = {ast.Lt: ">", ast.LtE: ">=", ast.Gt: "<", ast.GtE: "<=", ast.Eq: "!=", ast.NotEq: "=="}
    if type(node.ops[0]) in near:
        yield kinds.BOUNDARY, f"({left} {near[type(node.ops[0])]} {right})"
    if type(node.ops[0]) in turned:
        yield kinds.TURN_COMPARISON, f"({left} {turned[type(node.ops[0])]} {right})"


def _of_attribute(node: ast.Attribute, place: Place) -> Iterator[tuple[SlipKind, str]]:
    if node.attr in ("T", "mT"):
        yield kinds.TRANSPOSE, place.of(node.value)
    elif node.attr in ("float32", "float16", "int32", "int64", "int"):
        yield kinds.DTYPE, f"{place.of(node.value)}.float64", "dtype"


def _of_constant(node: ast.Constant, place: Place) -> Iterator[tuple[SlipKind, str]]:
    value = node.value
    if not _number(node):
        return
    if isinstance(value, int) and abs(value) < 10:
        yield kinds.BY_ONE, f"({value + 1})"
        yield kinds.BY_ONE, f"({value - 1})"
    if isinstance(value, float):
        exact = min(EXACT, key=lambda each: abs(value - each))
        if 0 < abs(value - exact) < 2e-3 * exact:
            yield kinds.DIGITS, repr(exact), "digits"


def _of_bound(node: ast.Slice, place: Place) -> Iterator[tuple[SlipKind, str]]:
    """A bound of a slice that is no constant, moved by one."""
    for which in ("lower", "upper"):
        bound = getattr(node, which)
        if bound is not None and not isinstance(bound, ast.Constant):
            parts = {name: getattr(node, name) and place.of(getattr(node, name)) for name in ("lower", "upper", "step")}
            for by in ("+ 1", "- 1"):
                changed = parts | {which: f"({parts[which]} {by})"}
                step = f":{changed['step']}" if changed["step"] else ""
                yield kinds.BY_ONE, f"{changed['lower'] or ''}:{changed['upper'] or ''}{step}"


def _of_dict(node: ast.Dict, place: Place) -> Iterator[tuple[SlipKind, str]]:
    """Two values of a dict, swapped."""
    if not 2 <= len(node.keys) <= 5 or None in node.keys:
        return
    keys, values = [place.of(k) for k in node.keys], [place.of(v) for v in node.values]
    for i in range(len(keys)):
        for j in range(i + 1, len(keys)):
            swapped = [*values]
            swapped[i], swapped[j] = values[j], values[i]
            pairs = ", ".join(f"{k}: {v}" for k, v in zip(keys, swapped, strict=True))
            yield kinds.SWAP_KEYS, f"{{{pairs}}}"


def _of_tuple(node: ast.Tuple, place: Place) -> Iterator[tuple[SlipKind, str]]:
    """Two items of a tuple, swapped: what is returned, or the targets of an unpacking."""
    if not 2 <= len(node.elts) <= 4 or any(isinstance(e, ast.Slice) for e in node.elts):
        return
    items = [place.of(e) for e in node.elts]
    for i in range(len(items)):
        for j in range(i + 1, len(items)):
            swapped = [*items]
            swapped[i], swapped[j] = items[j], items[i]
            yield kinds.SWAP_RETURNED, f"({', '.join(swapped)})"


def _number(node: ast.Constant) -> bool:
    return isinstance(node.value, (int, float)) and not isinstance(node.value, bool)


WAYS: dict[type, Callable[..., Iterator[tuple[SlipKind, str]]]] = {
    ast.BinOp: _of_operator,
    ast.UnaryOp: _of_sign,
    ast.Compare: _of_comparison,
    ast.Attribute: _of_attribute,
    ast.Constant: _of_constant,
    ast.Slice: _of_bound,
    ast.Dict: _of_dict,
    ast.Tuple: _of_tuple,
    ast.Call: of_call,
}


def signs(found: Found, place: Place) -> Iterator[Change]:
    """Yield changes that put in a sign, or the upstream gradient, which may be missing in a term."""
    for term in _addends(found.node):
        text = place.of(term)
        if found.upstream and found.upstream not in {n.id for n in ast.walk(term) if isinstance(n, ast.Name)}:
            yield Change(kinds.ADD_UPSTREAM, term, f"({text} * {found.upstream})")
        yield Change(kinds.TURN_SIGN, term, f"(-{text})")


def numbers(found: Found, place: Place) -> Iterator[Change]:
    """Yield changes that put in a 2, a square or a root, which may be missing."""
    for term in _addends(found.node):
        yield Change(kinds.TWO, term, f"(2 * {place.of(term)})")
        yield Change(kinds.TWO, term, f"({place.of(term)} / 2)")
        yield Change(kinds.ADD_POWER, term, f"({place.of(term)} ** 2)")
        yield Change(kinds.ADD_POWER, term, f"({place.of(term)} ** 0.5)")
    node = found.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div, ast.Add, ast.Sub)):
        for factor in (node.left, node.right):
            if isinstance(factor, (ast.Name, ast.Call, ast.BinOp)):
                text = place.of(factor)
                yield Change(kinds.ADD_POWER, factor, f"({text} ** 2)", f"square {text}")
                yield Change(kinds.ADD_POWER, factor, f"({text} ** 0.5)", f"root {text}")


def _addends(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what a node assigns, returns or hands to a function, and the terms of its sum: one place for each factor.

    A factor of a product may be put in anywhere, so the factors are no places of their own.
    """
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        found = [node.left, node.right]
    elif isinstance(node, (ast.Assign, ast.AugAssign, ast.Return)):
        found = [node.value]
    elif isinstance(node, ast.Dict):
        found = node.values
    elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        found = node.elts
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        found = node.args[:1]
    else:
        found = []
    yield from (term for term in found if isinstance(term, (ast.Name, ast.BinOp, ast.Call, ast.UnaryOp)))


def other_names(found: Found, place: Place) -> Iterator[Change]:
    """Yield changes by which another variable is read."""
    node = found.node
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in found.names:
        for name in found.names[:MOST_NAMES]:
            if name != node.id:
                yield Change(kinds.ANOTHER_NAME, node, name, f"{node.id} to {name}")


def factors(found: Found, place: Place) -> Iterator[Change]:
    """Yield changes by which a variable multiplies or divides a term."""
    for term in _addends(found.node):
        for name in found.names[:MOST_NAMES]:
            yield Change(kinds.ADD_FACTOR, term, f"({place.of(term)} * {name})")
            yield Change(kinds.ADD_FACTOR, term, f"({place.of(term)} / {name})")


MOST_NAMES = 14
"""Names that are tried in the place of another."""
