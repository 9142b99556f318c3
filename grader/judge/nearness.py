"""Watch the Python calls that a backward makes for inputs moved by a little: the mark of a numerical difference."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from types import FrameType
from typing import Any

import numpy as np

from reference.naming import flatten

LITTLE = 1e-2


@contextlib.contextmanager
def near_calls(inputs: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield a list to which each such call is added in words while the context is open."""
    held = [(n, v) for n, v in flatten(inputs) if isinstance(v, np.ndarray) and v.dtype.kind == "f"]
    seen: list[str] = []

    def look(frame: FrameType, event: str, argument: object) -> None:
        if event != "call":
            return
        for value in _spread(frame.f_locals.values()):
            seen.extend(f"calls {frame.f_code.co_name} with {name} moved by a little" for name in _moved(value, held))

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield seen
    finally:
        sys.setprofile(before if callable(before) else None)


def _spread(values: Iterable[Any]) -> Iterator[Any]:
    """Yield the arguments, and what a tuple, list or dict among them holds."""
    for value in values:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, (tuple, list)) else (value,)
        yield from inner


def _moved(value: Any, held: list[tuple[str, np.ndarray]]) -> Iterator[str]:
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "fc":
        return
    for name, original in held:
        if value.shape == original.shape:
            furthest = float(np.max(np.abs(value - original), initial=0.0))
            if 0 < furthest <= LITTLE or (value.dtype.kind == "c"):
                yield name
