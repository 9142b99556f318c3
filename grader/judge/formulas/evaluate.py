"""Compute what a formula says, line by line, on arrays small enough to be quick."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from grader.judge.formulas.ranges import MOST_ENTRIES, Bound, Values, bind
from grader.judge.formulas.syntax import FormulaError, FormulaLine, Node

OPERATIONS = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "//": np.floor_divide, "%": np.mod, "**": np.power,
}  # fmt: skip
TESTS = {"<=": np.less_equal, "<": np.less, ">=": np.greater_equal, ">": np.greater, "==": np.equal, "!=": np.not_equal}
MOST_WORK = 2_000_000
FOLDS = {"sum": np.sum, "mean": np.mean, "max": np.max}


def _erf(x: np.ndarray) -> np.ndarray:
    """Entry by entry, without SciPy, which takes longer to import than all of this to compute."""
    return np.vectorize(math.erf, otypes=[np.float64])(x)


FUNCTIONS = {"exp": np.exp, "log": np.log, "sqrt": np.sqrt, "tanh": np.tanh, "abs": np.abs, "erf": _erf}


@np.errstate(all="ignore")
def evaluate(lines: Sequence[FormulaLine], wanted: str, shape: tuple[int, ...], values: Values) -> np.ndarray:
    """Return what the lines give for `wanted`, an array of `shape`; other names are defined on the way.

    Raises FormulaError in words.
    """
    arrays = dict(values.arrays)
    work = 0
    for line, bound in zip(lines, bind(lines, wanted, shape, values), strict=True):
        computation = _Computation(line, bound, arrays, shape, work)
        arrays[line.name], work = computation.result(), computation.work
    return arrays[wanted]


class _Computation:
    """One line. A value has one axis for each index in scope, in the order of binding, of its length or of length 1."""

    def __init__(
        self, line: FormulaLine, bound: Bound, arrays: Mapping[str, np.ndarray], shape: tuple[int, ...], work: int
    ) -> None:
        self.work = work  # how many numbers have been computed so far, in all lines
        self.line, self.left, self.arrays, self.shape = line, bound.left, arrays, shape
        self.folds: Iterator = iter(bound.folds)

    def result(self) -> np.ndarray:
        """Return the array that the line defines."""
        sizes = tuple(index.size for index in self.left)
        scope = {index.name: at for at, index in enumerate(self.left)}
        self._bounded(self.line.right, sizes)
        right = np.broadcast_to(self._value(self.line.right, scope, sizes), sizes)
        if all(slot.kind == "name" for slot in self.line.slots):
            return np.array(right, dtype=np.float64)
        return self._placed(right, scope, sizes)

    def _placed(self, right: np.ndarray, scope: dict[str, int], sizes: tuple[int, ...]) -> np.ndarray:
        """Put each number at the place that an index expression on the left names; every place is named once."""
        places = [self._whole(slot, scope, sizes, n) for slot, n in zip(self.line.slots, self.shape, strict=True)]
        times = np.zeros(self.shape)
        at = tuple(np.broadcast_to(place, sizes) for place in places)
        np.add.at(times, at, 1)
        if (times != 1).any():
            place = tuple(int(i) for i in np.argwhere(times != 1)[0])
            often = "never" if times[place] == 0 else f"{int(times[place])} times"
            raise FormulaError(
                f"the left side names the place {list(place)} of {self.line.name} {often}", "left-places"
            )
        result = np.empty(self.shape)
        result[at] = right
        return result

    def _bounded(self, node: Node, sizes: tuple[int, ...]) -> None:
        if math.prod(sizes) > MOST_ENTRIES:
            raise FormulaError(
                f"{node.where}{math.prod(sizes):,} products at once; {MOST_ENTRIES:,} is the most. "
                "Sum over fewer indices at a time, with a name for each step",
                "too-big",
            )

    def _value(self, node: Node, scope: dict[str, int], sizes: tuple[int, ...]) -> np.ndarray:
        value = self._computed(node, scope, sizes)
        self.work += value.size
        if self.work > MOST_WORK:
            raise FormulaError(
                f"{node.where}it takes more than {MOST_WORK:,} operations: sum in smaller steps", "too-big"
            )
        return value

    def _computed(self, node: Node, scope: dict[str, int], sizes: tuple[int, ...]) -> np.ndarray:
        kids = node.kids
        if node.kind == "number":
            return np.full((1,) * len(sizes), node.value)
        if node.kind == "name":
            return self._named(str(node.value), scope, sizes)
        if node.kind == "read":
            return self._read(node, scope, sizes)
        if node.kind == "fold":
            return self._folded(node, scope, sizes)
        values = [self._value(kid, scope, sizes) for kid in kids]
        if node.kind == "neg":
            return -values[0]
        if node.kind == "op":
            return OPERATIONS[node.value](*values)
        if node.kind == "call":
            return FUNCTIONS[node.value](*values)
        return TESTS[node.value or "=="](*values).astype(np.float64)

    def _named(self, name: str, scope: dict[str, int], sizes: tuple[int, ...]) -> np.ndarray:
        if name in scope:
            shape = [1] * len(sizes)
            shape[scope[name]] = sizes[scope[name]]
            return np.arange(sizes[scope[name]], dtype=np.float64).reshape(shape)
        number = math.pi if name == "pi" and name not in self.arrays else self.arrays[name]
        return np.full((1,) * len(sizes), number)

    def _read(self, node: Node, scope: dict[str, int], sizes: tuple[int, ...]) -> np.ndarray:
        array = self.arrays[str(node.value)]
        return array[tuple(self._whole(k, scope, sizes, n) for k, n in zip(node.kids, array.shape, strict=True))]

    def _whole(self, slot: Node, scope: dict[str, int], sizes: tuple[int, ...], length: int) -> np.ndarray:
        """Return the places that one slot names, each a whole number from 0 to `length` - 1."""
        places = self._value(slot, scope, sizes)
        wrong = ~((places >= 0) & (places < length) & (places == np.floor(places)))
        if wrong.any():
            raise FormulaError(
                f"{slot.where}an index is {places[wrong][0]:g} here, and the axis has the places 0 to {length - 1}",
                "range",
            )
        return places.astype(np.int64)

    def _folded(self, node: Node, scope: dict[str, int], sizes: tuple[int, ...]) -> np.ndarray:
        mine = next(self.folds)
        outer = len(sizes)
        inner_scope = {**scope, **{index.name: outer + at for at, index in enumerate(mine)}}
        inner = (*sizes, *(index.size for index in mine))
        self._bounded(node, inner)
        body = self._value(node.kids[0], inner_scope, inner)
        body = np.broadcast_to(body, (*body.shape[:outer], *inner[outer:]))
        return FOLDS[node.value[0]](body, axis=tuple(range(outer, len(inner))))
