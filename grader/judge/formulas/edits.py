"""Edits of a formula, one change at a time: each undoes what somebody forgets, doubles or swaps."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from grader.judge.formulas.ranges import Values
from grader.judge.formulas.syntax import FormulaLine, Node, Spot, clipped, nodes, renamed, spots, written


@dataclass(frozen=True)
class Edit:
    """A formula with one thing changed: what sort of mistake that mends, in words, and the changed lines."""

    kind: str
    text: str
    lines: tuple[FormulaLine, ...]


@dataclass(frozen=True)
class EditSetting:
    """What edits may draw on: the lines, the values, and among their names the upstream gradients and the sizes."""

    lines: tuple[FormulaLine, ...]
    values: Values
    upstream: tuple[str, ...]
    sizes: tuple[str, ...]

    def spots(self) -> Iterator[tuple[Spot, Callable[[Node], tuple[FormulaLine, ...]]]]:
        """Yield every node of every line, and how to put another in its place."""
        for at, line in enumerate(self.lines):
            for spot in spots(line, self.values.scalars):

                def put(new: Node, at: int = at, spot: Spot = spot) -> tuple[FormulaLine, ...]:
                    return (*self.lines[:at], spot.put(new), *self.lines[at + 1 :])

                yield spot, put

    def terms(self) -> Iterator[tuple[Spot, Callable[[Node], tuple[FormulaLine, ...]]]]:
        """Yield what a factor may stand before: right sides, what is added, and what stands under a sum."""
        outer = {id(line.right) for line in self.lines}
        for line in self.lines:
            for node in nodes(line.right):
                if node.kind in ("fold", "neg") or (node.kind == "op" and node.value in ("+", "-")):
                    outer |= {id(kid) for kid in node.kids}
                if node.kind == "op" and node.value in ("*", "/"):
                    outer |= {id(kid) for kid in node.kids if kid.kind == "fold" or _is_sum(kid)}
        return ((spot, put) for spot, put in self.spots() if id(spot.node) in outer)


def _is_sum(node: Node) -> bool:
    return node.kind == "op" and node.value in ("+", "-")


def edits(setting: EditSetting) -> Iterator[Edit]:
    """Yield all edits, the likeliest and the most telling first."""
    for family in (
        _missing_sum, _transposed, _clashing, _sum_too_many, _upstream_missing, _sign, _mean_or_sum, _term_too_many,
        _factor_too_many, _numbers, _other_quantity, _factor_missing, _term_missing,
    ):  # fmt: skip
        yield from family(setting)


def _quoted(node: Node) -> str:
    return clipped(written(node))


def _op(value: str, a: Node, b: Node) -> Node:
    return Node("op", value, (a, b))


def _used(node: Node) -> set[str]:
    """Return the indices and scalars that stand free in a node."""
    if node.kind == "fold":
        return _used(node.kids[0]) - set(node.value[1])
    own = {str(node.value)} if node.kind == "name" else set()
    return own.union(*(_used(kid) for kid in node.kids))


def _missing_sum(setting: EditSetting) -> Iterator[Edit]:
    known = {*setting.values.arrays, *(line.name for line in setting.lines), "pi"}
    known -= {size for size in setting.sizes if size.islower()}  # attention's d may be meant as an index
    for spot, put in setting.spots():
        free = sorted(_used(spot.node) - set(spot.scope) - known)
        if not free:
            continue
        bound = ",".join(free)
        for kind in ("sum", "mean"):
            text = (
                f"`{bound}` stands on the right only: a {kind} over {bound} is missing, around `{_quoted(spot.node)}`"
            )
            yield Edit("missing-sum", text, put(Node("fold", (kind, tuple(free)), (spot.node,))))


def _transposed(setting: EditSetting) -> Iterator[Edit]:
    for spot, put in setting.spots():
        if spot.node.kind == "read":
            for kids in _swaps(spot.node.kids):
                text = f"the wrong transpose: the indices of `{_quoted(spot.node)}` stand the wrong way round"
                yield Edit("transpose", text, put(replace(spot.node, kids=kids)))
    for at, line in enumerate(setting.lines):
        for slots in _swaps(line.slots):
            text = f"the wrong transpose: the indices of {line.name} on the left stand the wrong way round"
            lines = (*setting.lines[:at], replace(line, slots=slots), *setting.lines[at + 1 :])
            yield Edit("transpose", text, lines)


def _swaps(slots: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
    for i, j in itertools.combinations(range(len(slots)), 2):
        swapped = list(slots)
        swapped[i], swapped[j] = slots[j], slots[i]
        if tuple(swapped) != slots:
            yield tuple(swapped)


def _clashing(setting: EditSetting) -> Iterator[Edit]:
    """Give an index that is bound twice a name of its own."""
    for spot, put in setting.spots():
        if spot.node.kind != "fold":
            continue
        kind, names = spot.node.value
        for name in set(names) & set(spot.scope):
            fresh = name + "_own"
            body = renamed(spot.node.kids[0], name, fresh)
            new = Node("fold", (kind, tuple(fresh if n == name else n for n in names)), (body,))
            text = (
                f"an index clash: `{name}` has a meaning already where {kind}[{','.join(names)}] begins. With an index "
                "of its own for the sum, the formula is true"
            )
            yield Edit("index-clash", text, put(new))


def _sum_too_many(setting: EditSetting) -> Iterator[Edit]:
    for spot, put in setting.spots():
        if spot.node.kind != "fold":
            continue
        kind, names = spot.node.value
        for name in names:
            rest = tuple(n for n in names if n != name)
            text = f"a {kind} too many: the one over `{name}` in `{kind}[{','.join(names)}]`"
            for other in dict.fromkeys((name, *rest, *spot.scope)):
                body = renamed(spot.node.kids[0], name, other)
                yield Edit("sum-too-many", text, put(Node("fold", (kind, rest), (body,)) if rest else body))


def _reads(setting: EditSetting, name: str, scope: Sequence[str]) -> Iterator[Node]:
    """Yield an array read at all choices of the indices in scope, or a scalar."""
    rank = setting.values.arrays[name].ndim
    if rank == 0:
        yield Node("name", name)
    elif rank <= len(scope):
        for chosen in itertools.permutations(scope, rank):
            yield Node("read", name, tuple(Node("name", index) for index in chosen))


def _upstream_missing(setting: EditSetting) -> Iterator[Edit]:
    for name in setting.upstream:
        for spot, put in setting.terms():
            for read in _reads(setting, name, spot.scope):
                text = f"the upstream gradient {name} is missing from `{_quoted(spot.node)}`"
                yield Edit("upstream-missing", text, put(_op("*", spot.node, read)))


def _sign(setting: EditSetting) -> Iterator[Edit]:
    for spot, put in setting.spots():
        node = spot.node
        if node.kind == "op" and node.value in ("+", "-"):
            text = f"a sign: `{_quoted(node.kids[1])}` is {'added' if node.value == '+' else 'taken away'}"
            yield Edit("sign", text, put(_op("-" if node.value == "+" else "+", *node.kids)))
        if node.kind == "neg":
            yield Edit("sign", f"a sign: the minus before `{_quoted(node.kids[0])}`", put(node.kids[0]))
    for spot, put in setting.terms():
        yield Edit("sign", f"a sign: `{_quoted(spot.node)}` wants a minus", put(Node("neg", None, (spot.node,))))


def _mean_or_sum(setting: EditSetting) -> Iterator[Edit]:
    for spot, put in setting.spots():
        if spot.node.kind == "fold" and spot.node.value[0] in ("sum", "mean"):
            kind, names = spot.node.value
            over = ",".join(names)
            other, what = ("mean", "missing") if kind == "sum" else ("sum", "too many")
            text = f"a factor 1/N is {what}: {kind}[{over}] stands where a {other} over {over} belongs"
            kind = "missing-factor" if what == "missing" else "extra-factor"
            yield Edit(kind, text, put(Node("fold", (other, names), spot.node.kids)))


def _numbers(setting: EditSetting) -> Iterator[Edit]:
    """Multiply or divide a term by a size, a size's root, a scalar that is given, or 2."""
    lengths = {size: float(setting.values.arrays[size]) for size in setting.sizes}
    # A root that is a whole number could be taken for another size, or for 2.
    roots = [Node("call", "sqrt", (Node("name", size),)) for size, n in lengths.items() if math.sqrt(n) % 1]
    scalars = [Node("name", name) for name in sorted(setting.values.scalars - {*setting.sizes, *setting.upstream})]
    inverse = [*(Node("name", size) for size in setting.sizes), *roots]
    both = [(n, "1/") for n in inverse] + [(n, "") for n in (*scalars, Node("number", 2.0))]
    for spot, put in setting.terms():
        for node, over in both:
            name, at = over + _quoted(node), f"`{_quoted(spot.node)}`"
            with_it, without = ("/", "*") if over else ("*", "/")
            yield Edit("missing-factor", f"a factor {name} is missing before {at}", put(_op(with_it, spot.node, node)))
            yield Edit("extra-factor", f"a factor {name} is too many in {at}", put(_op(without, spot.node, node)))


def _term_too_many(setting: EditSetting) -> Iterator[Edit]:
    for spot, put in setting.spots():
        node = spot.node
        if _is_sum(node):
            yield Edit("extra-term", f"a term too many: `{_quoted(node.kids[1])}`", put(node.kids[0]))
            alone = node.kids[1] if node.value == "+" else Node("neg", None, (node.kids[1],))
            yield Edit("extra-term", f"a term too many: `{_quoted(node.kids[0])}`", put(alone))


def _factor_too_many(setting: EditSetting) -> Iterator[Edit]:
    for spot, put in setting.spots():
        node = spot.node
        if node.kind == "op" and node.value in ("*", "/"):
            what = "factor too many:" if node.value == "*" else "division too many: by"
            yield Edit("extra-factor", f"a {what} `{_quoted(node.kids[1])}`", put(node.kids[0]))
            if node.value == "*":
                yield Edit("extra-factor", f"a factor too many: `{_quoted(node.kids[0])}`", put(node.kids[1]))


def _other_quantity(setting: EditSetting) -> Iterator[Edit]:
    arrays = setting.values.arrays
    defined = {line.name for line in setting.lines}
    for spot, put in setting.spots():
        node = spot.node
        if node.kind not in ("read", "name") or node.value not in {*arrays, *defined}:
            continue
        for name in arrays:
            same = node.value in defined or arrays[name].shape == arrays[str(node.value)].shape
            if name != node.value and same and arrays[name].ndim == len(node.kids):
                text = f"`{_quoted(node)}` stands where another quantity of its shape belongs"
                yield Edit("other-quantity", text, put(replace(node, value=name)))


def _factor_missing(setting: EditSetting) -> Iterator[Edit]:
    given = [
        name for name in setting.values.arrays if setting.values.arrays[name].ndim and name not in setting.upstream
    ]
    for name in given:
        for spot, put in setting.terms():
            for read in _reads(setting, name, spot.scope):
                for value in "*/":
                    by = "a factor" if value == "*" else "a division by"
                    text = f"{by} {name} is missing from `{_quoted(spot.node)}`"
                    yield Edit("missing-factor", text, put(_op(value, spot.node, read)))


def _term_missing(setting: EditSetting) -> Iterator[Edit]:
    for name in [n for n in setting.values.arrays if setting.values.arrays[n].ndim]:
        for spot, put in setting.terms():
            for read in _reads(setting, name, spot.scope):
                for value in "+-":
                    text = f"a term is missing beside `{_quoted(spot.node)}`: look for what brings {name} in by itself"
                    yield Edit("missing-term", text, put(_op(value, spot.node, read)))
