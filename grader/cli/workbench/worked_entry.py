"""One entry of a formula worked out in numbers, as one would on paper: "dx[0,2] = 0.3*1.2 + 0.5*-0.7 = 0.01"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from grader.judge.formulas.evaluate import evaluate
from grader.judge.formulas.explain import Draw
from grader.judge.formulas.ranges import Values, bind
from grader.judge.formulas.syntax import FormulaLine, Node, nodes, written

MOST_TERMS = 6
"""Terms of a sum that are written out; the others are counted."""


def worked_entry(lines: Sequence[FormulaLine], wanted: str, place: tuple[int, ...], draw: Draw) -> str:
    """Return the entry at `place` as the last line computes it. Raises FormulaError as `evaluate`."""
    shape = np.shape(draw.truth[wanted])
    got = evaluate(lines, wanted, shape, draw.values)[place]
    entry = wanted + (f"[{','.join(map(str, place))}]" if place else "")
    last = lines[-1]
    if any(slot.kind != "name" for slot in last.slots):
        return f"{entry} = {got:.3g}"  # the left side computes a place, which nothing here inverts
    worked = _WorkedLine(lines, wanted, shape, draw.values)
    here = dict(zip((str(slot.value) for slot in last.slots), place, strict=True))
    return f"{entry} = {worked.terms(here)} = {got:.3g}"


class _WorkedLine:
    """The last line of a formula, with the arrays that the lines before it define."""

    def __init__(self, lines: Sequence[FormulaLine], wanted: str, shape: tuple[int, ...], values: Values) -> None:
        self.last, self.arrays = lines[-1], dict(values.arrays)
        bounds = bind(lines, wanted, shape, values)
        for at, line in enumerate(lines[:-1]):
            sizes = tuple(index.size for index in bounds[at].left)
            self.arrays[line.name] = evaluate(lines[: at + 1], line.name, sizes, values)
        folds = [node for node in nodes(self.last.right) if node.kind == "fold"]
        runs = [[index.size for index in fold] for fold in bounds[-1].folds]
        self.sizes = {id(node): sizes for node, sizes in zip(folds, runs, strict=True)}

    def terms(self, here: dict[str, int]) -> str:
        """Return the right side in numbers, a sum that is all of it, or the first in it, term by term."""
        right = self.last.right
        fold = next((node for node in nodes(right) if node.kind == "fold" and node.value[0] == "sum"), None)
        if fold is not right:
            return written(self._in_numbers(right, here))
        places = list(itertools.product(*(range(size) for size in self.sizes[id(fold)])))
        inner = [here | dict(zip(fold.value[1], place, strict=True)) for place in places]
        shown = [written(self._in_numbers(fold.kids[0], each), 1) for each in inner[:MOST_TERMS]]
        more = f" + {len(inner) - MOST_TERMS} more" if len(inner) > MOST_TERMS else ""
        return " + ".join(shown) + more

    def _in_numbers(self, node: Node, here: dict[str, int]) -> Node:
        """Return the node with a number in the place of every name, read and inner sum."""
        if node.kind in ("name", "read", "fold", "delta", "test"):
            return Node("number", float(f"{self._value(node, here):.3g}"))
        return replace(node, kids=tuple(self._in_numbers(kid, here) for kid in node.kids))

    def _value(self, node: Node, here: dict[str, int]) -> float:
        """Compute one number of the tree, at the places of the indices that are bound here."""
        line = FormulaLine("entry", (), node)
        if node.kind == "name" and str(node.value) in here:
            return float(here[str(node.value)])
        if node.kind == "read":
            return float(self.arrays[str(node.value)][tuple(int(self._value(kid, here)) for kid in node.kids)])
        fixed = replace(line, right=_at(node, here))
        return float(evaluate((fixed,), "entry", (), Values(self.arrays)))


def _at(node: Node, here: dict[str, int]) -> Node:
    """Return the node with its free indices replaced by numbers."""
    if node.kind == "name" and str(node.value) in here:
        return Node("number", float(here[str(node.value)]))
    if node.kind == "fold":
        here = {name: at for name, at in here.items() if name not in node.value[1]}
    return replace(node, kids=tuple(_at(kid, here) for kid in node.kids))
