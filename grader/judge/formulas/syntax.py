"""The syntax tree of a formula: nodes of a few kinds, and how one is walked, changed and written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

FUNCTIONS = ("exp", "log", "sqrt", "erf", "tanh", "abs")
FOLDS = ("sum", "mean", "max")
RESERVED = (*FUNCTIONS, *FOLDS, "delta", "pi")


class FormulaError(Exception):
    """A formula that cannot be evaluated; the message says why, `kind` what sort of trouble it is."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class Node:
    """One node; `where` is where its text begins, for messages.

    kind      value               kids
    number    the number
    name      the name                                  a scalar, or an index where one may stand
    read      the array's name    one for each index    x[i,k]
    neg                           1
    op        + - * / // % **     2
    call      the function        1                     exp(...)
    fold      (sum, (i, j))       1                     sum[i,j](...)
    delta                         2                     delta[i,j]
    test      <= < >= > == !=     2                     [t <= s]
    """

    kind: str
    value: object = None
    kids: tuple[Node, ...] = ()
    where: str = field(default="", compare=False)


@dataclass(frozen=True)
class FormulaLine:
    """One line of a formula: `name[slots] = right`."""

    name: str
    slots: tuple[Node, ...]
    right: Node
    where: str = field(default="", compare=False)


@dataclass(frozen=True)
class Spot:
    """A node inside a line, the indices that may be used there, and `put`, the line with another node in its place."""

    node: Node
    scope: tuple[str, ...]
    put: Callable[[Node], FormulaLine]


def nodes(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, the outermost first."""
    yield node
    for kid in node.kids:
        yield from nodes(kid)


def names_read(line: FormulaLine) -> set[str]:
    """Return the names of arrays and scalars that a line's right side and left indices use."""
    parts = (line.right, *line.slots)
    return {str(n.value) for part in parts for n in nodes(part) if n.kind in ("read", "name")}


def indices_of(line: FormulaLine, scalars: set[str]) -> tuple[str, ...]:
    """Return the indices that the left side binds, in order; a scalar inside an index expression is none."""
    found: dict[str, None] = {}
    for slot in line.slots:
        for node in nodes(slot):
            if node.kind == "name" and (node is slot or node.value not in scalars):
                found[str(node.value)] = None
    return tuple(found)


def spots(line: FormulaLine, scalars: set[str]) -> Iterator[Spot]:
    """Yield every node of a line's right side, the outermost first."""

    def below(node: Node, scope: tuple[str, ...], put: Callable[[Node], FormulaLine]) -> Iterator[Spot]:
        yield Spot(node, scope, put)
        inner = (*scope, *node.value[1]) if node.kind == "fold" else scope
        for at, kid in enumerate(node.kids):

            def put_kid(new: Node, at: int = at) -> FormulaLine:
                return put(replace(node, kids=(*node.kids[:at], new, *node.kids[at + 1 :])))

            yield from below(kid, inner, put_kid)

    return below(line.right, indices_of(line, scalars), lambda new: replace(line, right=new))


def renamed(node: Node, old: str, new: str) -> Node:
    """Return the node with an index written otherwise, wherever it is not bound anew."""
    if node.kind == "name" and node.value == old:
        return replace(node, value=new)
    if node.kind == "fold" and old in node.value[1]:
        return node
    return replace(node, kids=tuple(renamed(kid, old, new) for kid in node.kids))


def clipped(text: str) -> str:
    """Return a quotation short enough for a message, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "..."


STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "//": 2, "%": 2, "**": 4}


def written(node: Node, around: int = 0) -> str:
    """Write a node as its author could have written it; `around` is the strength of the operator around it."""
    if node.kind == "number":
        return f"{node.value:g}"
    if node.kind == "name":
        return str(node.value)
    inner = ",".join(written(kid) for kid in node.kids)
    if node.kind == "read":
        return f"{node.value}[{inner}]"
    if node.kind == "delta":
        return f"delta[{inner}]"
    if node.kind == "test":
        return f"[{written(node.kids[0])} {node.value} {written(node.kids[1])}]"
    if node.kind == "call":
        return f"{node.value}({inner})"
    if node.kind == "fold":
        return f"{node.value[0]}[{','.join(node.value[1])}]({inner})"
    own = STRENGTH[str(node.value)] if node.kind == "op" else 3
    if node.kind == "neg":
        text = "-" + written(node.kids[0], own)
    else:
        space = " " if own == 1 else ""
        text = f"{written(node.kids[0], own)}{space}{node.value}{space}{written(node.kids[1], own + 1)}"
    return f"({text})" if own < around else text
