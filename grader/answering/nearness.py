"""Watch the Python calls that an answer makes for inputs that were moved: the mark of a numerical difference."""

from __future__ import annotations

import _thread
import contextlib
import os
import sys
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import FrameType
from typing import Any

import numpy as np

from reference.naming import flatten

LITTLE = 1e-2
WAYS = 2
"""Ways, in one entry or in all alike, in which no derivation moves an input for one function that it calls."""

UNWATCHED = {sys.setprofile, sys.settrace, os.fork, _thread.start_new_thread}
"""What no answer needs to call: it ends the watch or escapes it. (A thread of `threading` is watched as well.)"""

OFF = "turns off what watches it"


@contextlib.contextmanager
def near_calls(inputs: Mapping[str, Any], files: Collection[str]) -> Iterator[list[str]]:
    """Yield a list to which each such call of a function in `files` is added in words while the context is open.

    A difference of a function that is linear in an input is exact for any step, so steps of any size count.
    """
    held = [(n, v) for n, v in flatten(inputs) if isinstance(v, np.ndarray) and v.dtype.kind == "f"]
    seen: list[str] = []
    ways: defaultdict[tuple[object, str], set[tuple[int, float]]] = defaultdict(set)

    def look(frame: FrameType, event: str, argument: object) -> None:
        if frame.f_code.co_filename not in files:
            if frame.f_code is threading.setprofile.__code__:
                seen.append(OFF)
            return
        if event not in ("call", "return"):
            if event == "c_call" and argument in UNWATCHED:
                seen.append(f"{OFF} (it calls {argument.__name__})")
            return
        called = frame.f_code.co_name
        for value in _spread(frame.f_locals.values()):
            if isinstance(value, np.ndarray) and value.dtype.kind == "c":
                seen.append("computes with complex numbers")
            elif event == "call":
                seen.extend(f"calls {called} with {name} moved by a little" for name in _moved(value, held))
                for name, way in _moved_far(value, held):
                    ways[frame.f_code, name].add(way)
                    if len(ways[frame.f_code, name]) == WAYS:
                        seen.append(f"calls {called} with {name} moved in one way and then in another")

    before, before_threads = sys.getprofile(), threading.getprofile()
    threading.setprofile(look)
    sys.setprofile(look)
    try:
        yield seen
    finally:
        seen.extend([OFF] if sys.getprofile() is not look else [])
        sys.setprofile(before if callable(before) else None)
        threading.setprofile(before_threads)


def _spread(values: Iterable[Any]) -> Iterator[Any]:
    """Yield the arguments, and what a tuple, list or dict among them holds."""
    for value in values:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, (tuple, list)) else (value,)
        yield from inner


def _moves(value: Any, held: list[tuple[str, np.ndarray]]) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the inputs of as many entries as `value`, and by how much its entries differ from theirs."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        for name, original in held:
            if value.shape in (original.shape, (original.size,)):
                yield name, value.reshape(-1) - original.reshape(-1)


def _moved(value: Any, held: list[tuple[str, np.ndarray]]) -> Iterator[str]:
    for name, move in _moves(value, held):
        if 0 < float(np.max(np.abs(move), initial=0.0)) <= LITTLE:
            yield name


def _moved_far(value: Any, held: list[tuple[str, np.ndarray]]) -> Iterator[tuple[str, tuple[int, float]]]:
    """Yield the inputs of which `value` differs in one entry of several, or in all by one amount; where and by what."""
    for name, move in _moves(value, held):
        if move.size > 2 and np.count_nonzero(move) == 1:
            at = int(np.flatnonzero(move)[0])
            yield name, (at, float(move[at]))
        elif move.size > 1 and move[0] != 0 and np.ptp(move) <= 1e-9 * abs(move[0]):
            yield name, (-1, float(f"{move[0]:.6g}"))
