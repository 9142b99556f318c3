"""The slips of statements: = for +=, a step left out or in another order, a name bound or begun anew."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from grader.judge.diagnosis import slip_kinds as kinds
from grader.judge.diagnosis.code_places import Change, Found, Place

OPERATORS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@", ast.FloorDiv: "//",
    ast.Mod: "%", ast.BitOr: "|", ast.BitAnd: "&", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip
SIMPLE = (ast.Assign, ast.AugAssign, ast.Expr)


def statement_changes(found: Found, place: Place) -> Iterator[Change]:
    """Yield the changes of one statement, and those of two that follow each other in its body."""
    node = found.node
    if isinstance(node, ast.AugAssign):
        yield from _of_augmented(node, place)
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        yield from _of_assignment(node, place)
    if isinstance(node, (ast.AugAssign, ast.Expr)) and not _is_text(node):
        yield Change(kinds.DROP_STEP, node, "pass")
    if isinstance(node, (ast.For, ast.While)):
        yield from _kept_from_turn_to_turn(node, place)
    for field in ("body", "orelse"):
        block = getattr(node, field, None)
        if isinstance(block, list):
            yield from _in_another_order(block, place)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _of_augmented(node: ast.AugAssign, place: Place) -> Iterator[Change]:
    target, value, sign = place.of(node.target), place.of(node.value), OPERATORS[type(node.op)]
    if isinstance(node.op, (ast.Add, ast.Sub)):
        yield Change(kinds.TURN_SIGN, node, f"{target} {'-=' if sign == '+' else '+='} {value}")
        yield Change(kinds.DROP_TERM, node, f"{target} += 0 * {value}")
        yield Change(kinds.ASSIGN_FOR_ADD, node, f"{target} = {value}")
    elif isinstance(node.op, (ast.Mult, ast.Div)):
        yield Change(kinds.DROP_FACTOR, node, "pass")
        yield Change(kinds.TURN_PRODUCT, node, f"{target} {'/=' if sign == '*' else '*='} {value}")
    if isinstance(node.target, ast.Name):
        yield Change(kinds.REBIND, node, f"{target}[...] = {target} {sign} {value}")


def _of_assignment(node: ast.Assign, place: Place) -> Iterator[Change]:
    target, value = node.targets[0], place.of(node.value)
    written = place.of(target) if isinstance(target, ast.Name) else ast.unparse(target)
    if isinstance(target, (ast.Subscript, ast.Name, ast.Attribute)):
        yield Change(kinds.ADD_FOR_ASSIGN, node, f"{written} += {value}")
    if isinstance(target, ast.Name):
        yield Change(kinds.REBIND, node, f"{written}[...] = {value}")


def _kept_from_turn_to_turn(loop: ast.For | ast.While, place: Place) -> Iterator[Change]:
    """What is made in each turn of a loop, made in the first alone."""
    for node in loop.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, (ast.Call, ast.Constant, ast.List)):
            for target in node.targets[:1]:
                if isinstance(target, ast.Name):
                    name = target.id
                    made = f"{name} = {name} if {name!r} in locals() else {place.of(node.value)}"
                    yield Change(kinds.RESTART, node, made)


def _in_another_order(block: list[ast.stmt], place: Place) -> Iterator[Change]:
    """Two simple statements on neighbouring lines, swapped."""
    for first, second in itertools.pairwise(block):
        if isinstance(first, SIMPLE) and isinstance(second, SIMPLE) and not _is_text(first):
            (a, b), (c, d) = place.span(first), place.span(second)
            both = ast.Pass(
                lineno=first.lineno,
                col_offset=first.col_offset,
                end_lineno=second.end_lineno,
                end_col_offset=second.end_col_offset,
            )
            yield Change(kinds.SWAP_STEPS, both, place.text[c:d] + place.text[b:c] + place.text[a:b])
