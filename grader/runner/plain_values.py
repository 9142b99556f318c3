"""The plain values that go from an answer to its judge: numbers, text, arrays of numbers, and containers of them.

Anything else is replaced by an `Opaque`, which says what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

KINDS = "biufc"
"""The kinds of dtype that are passed on: booleans, integers, real and complex numbers."""

DEPTH = 8
ENTRIES = 100_000
"""The bounds of nested containers; what lies beyond becomes an `Opaque`."""

LONGEST = 100
"""Characters of a type's name or a dtype that are kept."""


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that is not passed on: its type's name, whether it can be called, and of an array its dtype.

    An answer may give these any text: they are kept short, and free of what would move a terminal's cursor.
    """

    kind: str
    callable: bool = False
    dtype: str = ""

    def __post_init__(self) -> None:
        for name in ("kind", "dtype"):
            text = getattr(self, name)[:LONGEST]
            object.__setattr__(self, name, "".join(letter if letter.isprintable() else " " for letter in text))


def to_plain(value: Any, depth: int = DEPTH) -> Any:
    """Return a copy of `value` that shares no memory with it; what is no plain value becomes an `Opaque`."""
    if isinstance(value, (np.ndarray, np.generic)):
        return _array(value)
    if value is None or isinstance(value, (bool, float, str)):
        return value if type(value) in (type(None), bool, float, str) else _plain(value)
    if isinstance(value, int):
        return int(value) if abs(int(value)) < 2**63 else Opaque("int")
    if isinstance(value, (dict, tuple, list, Mapping)) and depth and len(value) <= ENTRIES:
        if isinstance(value, (tuple, list)):
            return (tuple if isinstance(value, tuple) else list)([to_plain(inner, depth - 1) for inner in value])
        return {_key(key): to_plain(inner, depth - 1) for key, inner in value.items()}
    return Opaque(str(type(value).__name__), callable(value))


def kind_of(value: Any) -> str:
    """Return the name of the type that a value had before `to_plain`."""
    return value.kind if isinstance(value, Opaque) else type(value).__name__


def _array(value: np.ndarray | np.generic) -> Any:
    array = np.asarray(value)
    if array.dtype.kind not in KINDS:
        return Opaque(type(value).__name__, dtype=str(array.dtype))
    copy = np.array(array, dtype=array.dtype.newbyteorder("="), order="C")
    return copy[()] if isinstance(value, np.generic) else copy


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, float) else str.__str__(value)


def _key(key: Any) -> Any:
    """Return a key as it is where it is a name or a whole number, else how it is written."""
    return key if type(key) in (str, int) else repr(key)[:80]
