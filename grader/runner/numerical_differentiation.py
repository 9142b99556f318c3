"""Watch the Python calls that an answer makes for inputs that were moved: the mark of a numerical difference.

A difference that is written out in one function, with no call, shows where it needs more digits than float64 has.
"""

from __future__ import annotations

import _thread
import contextlib
import inspect
import os
import sys
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import CodeType, FrameType
from typing import Any

import numpy as np

from grader.runner.observation import TraceFinding, TraceKind
from reference.naming import flatten

LITTLE = 1e-2
WAYS = 2
"""Ways, in one entry or in all alike, in which no derivation moves an input for one function that it calls."""

EXACT = ("Decimal", "Fraction", "mpf")
"""Types of numbers of as many digits as one likes; np.longdouble has more than float64 as well."""

UNWATCHED = {sys.setprofile, sys.settrace, getattr(os, "fork", None), _thread.start_new_thread}
"""What no answer needs to call: it ends the watch or escapes it. (A thread of `threading` is watched as well.)"""

Held = defaultdict[int, list[tuple[str, np.ndarray]]]
"""Copies of the inputs with their names, by how many entries they have."""
Ways = defaultdict[tuple[CodeType, str], set[tuple[int, float]]]
"""In which ways each input was moved for each function."""


@contextlib.contextmanager
def trace_moved_inputs(inputs: Mapping[str, Any], files: Collection[str]) -> Iterator[list[TraceFinding]]:
    """Yield a list to which each such call of a function in `files` is added while the context is open.

    A difference of a function that is linear in an input is exact for any step, so steps of any size count.
    """
    held: Held = defaultdict(list)
    for name, value in flatten(inputs):
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            held[value.size].append((name, value.copy()))  # a copy, since an input may be moved in its place and back
    seen: list[TraceFinding] = []
    ways: Ways = defaultdict(set)
    generators: set[FrameType] = set()

    def look(frame: FrameType, event: str, argument: object) -> None:
        if frame.f_code.co_filename not in files:
            if frame.f_code is threading.setprofile.__code__:
                seen.append(TraceFinding(TraceKind.WATCH_ENDED))
            return
        if event == "c_call" and argument in UNWATCHED:
            seen.append(TraceFinding(TraceKind.WATCH_ENDED, argument.__name__))
        if event not in ("call", "return") or _goes_on(frame, generators):
            return
        for value in _spread(frame.f_locals.values()):
            if name := _more_digits(value):
                seen.append(TraceFinding(TraceKind.MORE_DIGITS, frame.f_code.co_name, name))
            if isinstance(value, np.ndarray) and value.dtype.kind == "c":
                seen.append(TraceFinding(TraceKind.COMPLEX))
                seen.extend(_complex_steps(frame.f_code, value, held))
            elif event == "call":
                seen.extend(_moved(frame.f_code, value, held, ways))

    before, before_threads = sys.getprofile(), threading.getprofile()
    threading.setprofile(look)
    sys.setprofile(look)
    try:
        yield seen
    finally:
        if sys.getprofile() is not look:
            seen.append(TraceFinding(TraceKind.WATCH_ENDED))
        sys.setprofile(before if callable(before) else None)
        threading.setprofile(before_threads)


def _spread(values: Iterable[Any]) -> Iterator[Any]:
    """Yield the arguments, and what a tuple, list or dict among them holds."""
    for value in values:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, (tuple, list)) else (value,)
        yield from inner


def _more_digits(value: Any) -> str:
    """Return the type of numbers with more digits than float64, or ""."""
    if isinstance(value, (np.ndarray, np.generic)):
        if value.dtype.char in "gG":
            return "np.longdouble"
        if value.dtype.char != "O" or not value.size:
            return ""
        value = value.reshape(-1)[0]
    return type(value).__name__ if type(value).__name__ in EXACT else ""


def _goes_on(frame: FrameType, generators: set[FrameType]) -> bool:
    """Whether this is a generator that was looked at before: it is called once, and goes on many times."""
    if not frame.f_code.co_flags & inspect.CO_GENERATOR:
        return False
    known = frame in generators
    generators.add(frame)
    return known


def _moved(code: CodeType, value: Any, held: Held, ways: Ways) -> Iterator[TraceFinding]:
    """Yield a finding where an argument of a function is an input moved; `ways` remembers how else it was moved."""
    for name, move in _moves(value, held):
        if float(np.max(np.abs(move))) <= LITTLE:
            yield TraceFinding(TraceKind.MOVED_A_LITTLE, code.co_name, name)
        if way := _way(move):
            ways[code, name].add(way)
            if len(ways[code, name]) == WAYS:
                yield TraceFinding(TraceKind.MOVED_IN_TWO_WAYS, code.co_name, name)


def _moves(value: Any, held: Held) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the inputs of as many entries as `value` that it differs from, and by how much, entry by entry."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        for name, original in held.get(value.size, ()):
            if value.shape in (original.shape, (original.size,)):
                move = value.reshape(-1) - original.reshape(-1)
                if move.any():
                    yield name, move


def _complex_steps(code: CodeType, value: np.ndarray, held: Held) -> Iterator[TraceFinding]:
    """Yield a finding for each input that is the real part of a complex array whose imaginary part is not 0."""
    for name, original in held.get(value.size, ()):
        if value.imag.any() and np.array_equal(value.real.reshape(-1), original.reshape(-1)):
            yield TraceFinding(TraceKind.COMPLEX_STEP, code.co_name, name)


def _way(move: np.ndarray) -> tuple[int, float] | None:
    """Return where and by what an input was moved in one entry of several, or (-1, by what) in all alike; else None."""
    if move.size > 2 and np.count_nonzero(move) == 1:
        at = int(np.flatnonzero(move)[0])
        return at, float(move[at])
    if move.size > 1 and move[0] != 0 and np.ptp(move) <= 1e-9 * abs(move[0]):
        return -1, float(f"{move[0]:.6g}")
    return None
