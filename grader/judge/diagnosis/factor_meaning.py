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
PLAIN = {2.0: "twice", 0.5: "half"}


def meanings(factor: float, around: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a factor means of which an array is the right one times it, the plainest first; of most, nothing."""
    if name := named(factor):
        yield f"is {name} the right one everywhere"
    for what, length in _lengths(around):
        for shown, size in ((what, length), (f"the square root of {what}", math.sqrt(length))):
            if abs(factor / size - 1) < 1e-9:
                yield f"is the right one times {shown}"
            elif abs(factor * size - 1) < 1e-9:
                yield f"is the right one divided by {shown}"


def named(factor: float) -> str:
    """Return "twice", "half" or "√π times" for a factor that has a name, "" for any other."""
    if name := PLAIN.get(round(factor, 9)):
        return name
    for name, value in CONSTANTS.items():
        if abs(factor / value - 1) < 1e-9:
            return f"{name} times"
        if abs(factor * value - 1) < 1e-9:
            return f"1/{name} times" if name.isalpha() or name.startswith("√") else f"1/({name}) times"
    return ""


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
