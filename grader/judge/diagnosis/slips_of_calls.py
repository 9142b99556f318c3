"""The slips of a call: another axis, keepdims, a function of the same sort, arguments in another order."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.judge.diagnosis import slip_kinds as kinds
from grader.judge.diagnosis.code_places import Place
from grader.judge.diagnosis.slip_kinds import SlipKind

ALIKE = (
    ("maximum", "minimum", "add"),
    ("max", "min", "sum", "prod"),
    ("triu", "tril"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("argmax", "argmin"),
    ("log", "log2", "log10", "log1p"),
    ("exp", "exp2", "expm1"),
    ("std", "var"),
    ("sin", "cos"),
    ("tanh", "sinh"),
    ("floor", "ceil"),
    ("any", "all"),
)
"""Functions that are taken for each other."""

REDUCING = ("sum", "mean", "max", "min", "prod", "std", "var", "argmax", "argmin", "cumsum", "flip", "concatenate")
KEEPING = ("sum", "mean", "max", "min", "var", "std", "prod")
AXES = ("-1", "0", "1", "-2", "None")


MOST_ARGUMENTS = 8


def of_call(node: ast.Call, place: Place) -> Iterator[tuple[SlipKind, str] | tuple[SlipKind, str, str]]:
    """Yield the changes of one call: its kind, the text in its place, and what is changed alike."""
    function = node.func
    if isinstance(function, ast.Attribute):
        yield from _other_function(node, function, place)
        yield from _axes(node, function, place)
        if function.attr in ("swapaxes", "transpose"):
            whole = place.of(function.value) == "np"
            yield kinds.TRANSPOSE, place.of(node.args[0]) if whole and node.args else place.of(function.value)
        elif function.attr in ("sqrt", "square") and len(node.args) == 1:
            yield kinds.DROP_POWER, place.of(node.args[0])
        elif function.attr == "astype":
            yield kinds.DTYPE, place.of(function.value), "dtype"
    yield from _keywords(node, place)
    if 2 <= len(node.args) <= MOST_ARGUMENTS and not any(isinstance(a, ast.Starred) for a in node.args):
        for i in range(len(node.args) - 1):
            arguments = [place.of(a) for a in node.args]
            arguments[i], arguments[i + 1] = arguments[i + 1], arguments[i]
            yield kinds.SWAP_ARGUMENTS, _call(place.of(function), arguments, _written(node, place))
    if isinstance(function, ast.Name) and function.id == "range":
        for i, argument in enumerate(node.args):
            for by in ("+ 1", "- 1"):
                arguments = [place.of(a) for a in node.args]
                arguments[i] = f"{place.of(argument)} {by}"
                yield kinds.BY_ONE, _call("range", arguments, [])


def _written(node: ast.Call, place: Place) -> list[str]:
    return [f"{k.arg}={place.of(k.value)}" if k.arg else f"**{place.of(k.value)}" for k in node.keywords]


def _call(function: str, arguments: list[str], keywords: list[str]) -> str:
    return f"{function}({', '.join([*arguments, *keywords])})"


def _other_function(node: ast.Call, function: ast.Attribute, place: Place) -> Iterator[tuple[SlipKind, str]]:
    given = [place.of(a) for a in node.args], _written(node, place)
    mean_or_sum = {"sum": "mean", "mean": "sum"}.get(function.attr)
    if mean_or_sum:
        yield kinds.MEAN_OR_SUM, _call(f"{place.of(function.value)}.{mean_or_sum}", *given)
    for group in ALIKE:
        for other in group if function.attr in group else ():
            if other != function.attr:
                yield kinds.OTHER_FUNCTION, _call(f"{place.of(function.value)}.{other}", *given)


def _axes(node: ast.Call, function: ast.Attribute, place: Place) -> Iterator[tuple[SlipKind, str, str]]:
    """The axis of a reduction, named or given by place, or not given; a reduced axis may stay beside another axis."""
    if function.attr not in REDUCING:
        return
    arguments, keywords = [place.of(a) for a in node.args], _written(node, place)
    array = 0 if place.of(function.value) == "np" else -1
    named = next((k.removeprefix("axis=") for k in keywords if k.startswith("axis=")), "")
    by_place = len(arguments) > array + 1
    before = (arguments[array + 1] if by_place else named).strip("()")
    others = [k for k in keywords if not k.startswith(("axis=", "keepdims="))]
    kept = [k for k in keywords if k.startswith("keepdims=")]
    for axis in AXES:
        if axis != before:
            rest = [*arguments[: array + 1], *arguments[array + 2 :]]
            alike = f"axis {before} to {axis}"
            yield kinds.AXIS, _call(place.of(function), rest, [f"axis={axis}", *others, *kept]), alike
            if not kept and function.attr in KEEPING:
                kept_too = [f"axis={axis}", *others, "keepdims=True"]
                yield kinds.AXIS, _call(place.of(function), rest, kept_too), f"{alike}, kept"


def _keywords(node: ast.Call, place: Place) -> Iterator[tuple[SlipKind, str]]:
    function, arguments, written = place.of(node.func), [place.of(a) for a in node.args], _written(node, place)
    by_name = {k.arg: k.value for k in node.keywords}
    others = [k for k in written if not k.startswith("keepdims=")]
    attribute = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if "keepdims" in by_name:
        yield kinds.KEEPDIMS, _call(function, arguments, others)
    elif attribute in KEEPING and (arguments or written):
        yield kinds.KEEPDIMS, _call(function, arguments, [*written, "keepdims=True"])
    if "dtype" in by_name:
        yield kinds.DTYPE, _call(function, arguments, [k for k in written if not k.startswith("dtype=")])
    elif attribute in ("zeros_like", "ones_like", "empty_like", "full_like", "array", "asarray", "zeros"):
        yield kinds.DTYPE, _call(function, arguments, [*written, "dtype=float"])
