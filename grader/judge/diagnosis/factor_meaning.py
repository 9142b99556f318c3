"""What a factor means that a wrong array has: a number, a named constant, or how long an axis of the call is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

CONSTANTS = {
    "√2": math.sqrt(2),
    "π": math.pi,
    "√π": math.sqrt(math.pi),
    "√(2π)": math.sqrt(2 * math.pi),
    "2π": 2 * math.pi,
    "ln 2": math.log(2),
    "ln 10": math.log(10),
    "e": math.e,
}
WORDS = {2.0: "is twice the right one everywhere", 0.5: "is half the right one everywhere"}


def meanings(factor: float, around: Mapping[str, Any]) -> Iterator[str]:
    """Yield what can be said of an array that is `factor` times the right one, the plainest first."""
    yield WORDS.get(round(factor, 9), f"is {written(factor)} times the right one everywhere")
    for what, length in _lengths(around):
        for shown, size in ((what, length), (f"the square root of {what}", math.sqrt(length))):
            if abs(factor / size - 1) < 1e-9:
                yield f"is the right one times {shown}"
            elif abs(factor * size - 1) < 1e-9:
                yield f"is the right one divided by {shown}"


def written(factor: float) -> str:
    """Write a factor as a named constant or as 1/n where it is one, else to 6 digits."""
    for name, value in CONSTANTS.items():
        if abs(factor / value - 1) < 1e-9:
            return name
        if abs(factor * value - 1) < 1e-9:
            return f"1/{name}" if name.isalpha() or name.startswith("√") else f"1/({name})"
    inverse = 1 / factor
    is_whole = 1 < abs(inverse) < 1e9 and abs(inverse - round(inverse)) < 1e-6
    return f"1/{inverse:.6g}" if is_whole else f"{factor:.6g}"


def _lengths(around: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield every length of the call above 1, and every number of it, with what it is."""
    for name, value in around.items():
        if isinstance(value, np.ndarray):
            yield from _of_array(name, value.shape)
        elif isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0 and value != 1:
            yield f"{name}, which is among the arguments", float(value)


def _of_array(name: str, shape: tuple[int, ...]) -> Iterator[tuple[str, float]]:
    if not shape:
        return
    found = {
        f"the length of {name}'s last axis": shape[-1],
        f"the length of {name}'s first axis": shape[0],
        f"the number of {name}'s rows": math.prod(shape[:-1]),
        f"the number of {name}'s entries": math.prod(shape),
    }
    found |= {f"the length of axis {axis} of {name}": n for axis, n in enumerate(shape)}
    yield from ((what, float(n)) for what, n in found.items() if n > 1)
