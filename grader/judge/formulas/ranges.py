"""Find how far each index of a line runs, from the arrays that it is used on; say in words where that fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from grader.judge.formulas.syntax import FormulaError, FormulaLine, Node, clipped, indices_of

MOST_INDICES = 8
MOST_ENTRIES = 200_000


@dataclass
class Values:
    """What the given names stand for: float64 arrays (0-d for scalars), and the letters of their axes for messages."""

    arrays: dict[str, np.ndarray]
    axes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def scalars(self) -> set[str]:
        """The names that take no index."""
        return {name for name, value in self.arrays.items() if value.ndim == 0}

    def length(self, name: str, at: int, size: int) -> str:
        """Say how long an axis is, by its letter where it has one: "K = 4"."""
        letters = self.axes.get(name)
        return f"{letters[at]} = {size}" if letters else f"{size}"


@dataclass
class Index:
    """How far an index, or an axis of an array, runs, and the place in the text that said so.

    `same` run just as far (an index and the axis that it stands at); `beside` are what it is compared with.
    """

    name: str
    size: int | None = None
    seen: str = ""
    same: list[Index] = field(default_factory=list)
    beside: list[Index] = field(default_factory=list)


@dataclass
class Bound:
    """A line's indices: those of the left side, and those of each fold, in the order in which a walk meets them."""

    left: list[Index]
    folds: list[list[Index]] = field(default_factory=list)

    @property
    def everyone(self) -> list[Index]:
        """All of them."""
        return [*self.left, *(index for fold in self.folds for index in fold)]


def bind(lines: Sequence[FormulaLine], wanted: str, shape: tuple[int, ...], values: Values) -> list[Bound]:
    """Return how far each index of each line runs; `wanted` is defined with this shape.

    Raises FormulaError where a name is unknown or has another number of indices, an index stands on one side only or
    is used twice, or runs over axes of different lengths.
    """
    known = {name: _axes(name, array.shape, values) for name, array in values.arrays.items()}
    bound = []
    for line in lines:
        bound.append(_bind_line(line, known, values, shape if line.name == wanted else None))
    _agree([index for one in bound for index in one.everyone])
    for line, one in zip(lines, bound, strict=True):
        _require_sizes(line, one)
    return bound


Known = dict[str, list[Index]]
"""The axes of every name known so far."""


def _axes(name: str, shape: tuple[int, ...], values: Values) -> list[Index]:
    lengths = [values.length(name, at, size) for at, size in enumerate(shape)]
    return [Index("", size, f"{length} places of {name}") for size, length in zip(shape, lengths, strict=True)]


def _bind_line(line: FormulaLine, known: Known, values: Values, shape: tuple[int, ...] | None) -> Bound:
    scalars = {name for name, axes in known.items() if not axes}
    simple = [str(slot.value) for slot in line.slots if slot.kind == "name"]
    if len(simple) != len(set(simple)):
        raise FormulaError(f"{_place(line)}the left side uses an index twice", "index-clash")
    if shape is None and len(simple) < len(line.slots):
        raise FormulaError(
            f"{_place(line)}an intermediate is defined at plain indices: {line.name}[i,j] = ...", "syntax"
        )
    found = Bound([Index(name) for name in indices_of(line, scalars)])
    scope = {index.name: index for index in found.left}
    if shape is not None:
        _meet_left(line, scope, shape, values)
    _Walk(known, values, found).look(line.right, scope, as_index=False)
    for slot in line.slots:
        _Walk(known, values, found).look(slot, scope, as_index=True)
    known[line.name] = _axes(line.name, shape, values) if shape is not None else found.left
    return found


def _require_sizes(line: FormulaLine, bound: Bound) -> None:
    for index in bound.everyone:
        for other in index.same:
            _see(index, other, _place(line))
        if index.size is None:
            raise FormulaError(
                f"{_place(line)}nothing says how far `{index.name}` runs: no array that is read carries it",
                "left-only" if index in bound.left else "unused-index",
            )


def _agree(indices: list[Index]) -> None:
    """Let lengths that are known reach those that are not: first along `same`, then along `beside`."""
    changed = True
    while changed:
        changed = False
        for links in ("same", "beside"):
            for index in indices:
                found = [other for other in getattr(index, links) if other.size is not None]
                if index.size is None and found:
                    index.size, index.seen, changed = found[0].size, found[0].seen, True
            if changed:
                break


def _place(line: FormulaLine) -> str:
    return f"{line.where}: " if line.where else ""


def _meet_left(line: FormulaLine, scope: dict[str, Index], shape: tuple[int, ...], values: Values) -> None:
    letters = values.axes.get(line.name, ())
    if len(line.slots) != len(shape):
        named = f", {' and '.join(letters)}" if letters else ""
        raise FormulaError(
            f"{_place(line)}{line.name} has {_count(len(shape))}{named}; the left side gives it {len(line.slots)}",
            "rank",
        )
    for slot, axis in zip(line.slots, _axes(line.name, shape, values), strict=True):
        if slot.kind == "name":
            _see(scope[str(slot.value)], axis, _place(line))


def _see(index: Index, axis: Index, where: str) -> None:
    """Let an index stand at an axis. Raises FormulaError where both lengths are known and differ."""
    if index.size is None or axis.size is None:
        index.same.append(axis)
        axis.same.append(index)
        if index.size is None and axis.size is not None:
            index.size, index.seen = axis.size, axis.seen
        return
    if index.size != axis.size:
        raise FormulaError(
            f"{where}the index `{index.name}` runs over the {index.seen} and over the {axis.seen}: one index, two "
            "lengths. Is a pair of indices the wrong way round?",
            "range-clash",
        )


@dataclass
class _Walk:
    """One walk over one side of a line, with what is known there; what it finds goes into `found`."""

    known: Known
    values: Values
    found: Bound

    def look(self, node: Node, scope: dict[str, Index], *, as_index: bool) -> None:
        """Look at one node and all below it; `as_index` where an index may stand for its own number."""
        if node.kind == "name":
            self._name(node, scope, as_index)
        elif node.kind == "read":
            self._read(node, scope)
        elif node.kind == "fold":
            self._fold(node, scope)
        else:
            inner = node.kind in ("delta", "test") or (as_index and node.kind in ("op", "neg"))
            for kid in node.kids:
                self.look(kid, scope, as_index=inner)
            if node.kind in ("delta", "test") and all(k.kind == "name" and k.value in scope for k in node.kids):
                one, other = (scope[str(k.value)] for k in node.kids)
                one.beside.append(other)
                other.beside.append(one)

    def _name(self, node: Node, scope: dict[str, Index], as_index: bool) -> None:
        name = str(node.value)
        if name in scope:
            if not as_index:
                raise FormulaError(
                    f"{node.where}`{name}` is an index here, and stands where a number is wanted", "not-a-number"
                )
            return
        if name in self.known:
            if self.known[name]:
                count = _count(len(self.known[name]))
                raise FormulaError(f"{node.where}`{name}` has {count}: write {self._example(name)}", "rank")
            return
        if name == "pi":
            return
        if as_index or (len(name) == 1 and name.islower()):
            raise FormulaError(
                f"{node.where}the index `{name}` stands on the right side only: nothing sums over it, and the left "
                "side does not have it",
                "unbound-index",
            )
        raise self._unknown(node, name)

    def _read(self, node: Node, scope: dict[str, Index]) -> None:
        name = str(node.value)
        if name not in self.known:
            raise self._unknown(node, name)
        axes = self.known[name]
        if len(axes) != len(node.kids):
            wanted = f"write {self._example(name)}" if axes else f"it is a number: write {name}"
            raise FormulaError(
                f"{node.where}`{name}` has {_count(len(axes))}, and is given {len(node.kids)} here; {wanted}", "rank"
            )
        for slot, axis in zip(node.kids, axes, strict=True):
            if slot.kind == "name" and slot.value in scope:
                _see(scope[str(slot.value)], axis, node.where)
            else:
                self.look(slot, scope, as_index=True)

    def _fold(self, node: Node, scope: dict[str, Index]) -> None:
        kind, names = node.value
        for at, name in enumerate(names):
            if name in scope or name in names[:at]:
                raise FormulaError(
                    f"{node.where}an index clash: `{name}` has a meaning already where {kind}[{','.join(names)}] "
                    "begins, on the left side or in a sum around this one. What is summed needs an index of its own",
                    "index-clash",
                )
        if len(scope) + len(names) > MOST_INDICES:
            raise FormulaError(f"{node.where}more than {MOST_INDICES} indices at once: name a part of it", "too-big")
        mine = [Index(name) for name in names]
        self.found.folds.append(mine)
        self.look(node.kids[0], {**scope, **{index.name: index for index in mine}}, as_index=False)

    def _unknown(self, node: Node, name: str) -> FormulaError:
        import difflib  # takes longer to import than a right formula to judge

        near = difflib.get_close_matches(name, self.known, n=1, cutoff=0.5)
        meant = f". Did you mean {near[0]}?" if near else f"; there are {', '.join(self.known)}"
        return FormulaError(f"{node.where}nothing is called `{clipped(name)}`{meant}", "unknown-name")

    def _example(self, name: str) -> str:
        letters = self.values.axes.get(name) or ("i",) * len(self.known[name])
        return f"{name}[{','.join(letter.lower() if letter.isalpha() else 'i' for letter in letters)}]"


def _count(number: int) -> str:
    return "no index" if number == 0 else "1 index" if number == 1 else f"{number} indices"
