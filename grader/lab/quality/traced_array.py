"""An array that notes each NumPy call made with it: its line, the bytes read and written, the array it made."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

COPIES = frozenset({"copy", "array", "ascontiguousarray"})
"""Calls whose new array has the very entries of the one they were given."""

CALLS_BACK = frozenset({"apply_along_axis", "apply_over_axes"})
"""NumPy functions that call Python code again: what that calls is noted too."""


@dataclass(frozen=True)
class ArrayCall:
    """One call: its name, the line of the traced file, bytes read and written, the new array's bytes and shape.

    `at` is the place in the code that made it, the same only where that place is come to again; `power` is the exponent
    where an array is raised to one number.
    """

    name: str
    line: int
    read: int
    written: int
    new: int
    shape: tuple[int, ...]
    at: tuple[int, int] = (0, 0)
    power: float | None = None

    @property
    def computes(self) -> bool:
        """Whether any bytes are read or written: a view takes none."""
        return self.read + self.written > 0


@dataclass
class Trace:
    """The calls of one forward and backward that were made in, or below, one file."""

    file: str
    calls: list[ArrayCall] = field(default_factory=list)
    complete: bool = False
    """Whether all that was returned went through traced calls; else there are calls that were not seen."""

    @property
    def moved(self) -> int:
        """Bytes read and written in all."""
        return sum(call.read + call.written for call in self.calls)

    @property
    def largest(self) -> ArrayCall | None:
        """The call that made the largest new array."""
        return max((c for c in self.calls if c.new), key=lambda c: prod(c.shape), default=None)

    @property
    def busiest(self) -> tuple[int, int]:
        """The line of the place that was come to most, views aside, and how often; (0, 0) where there is none."""
        counts = Counter((call.line, call.at, call.name) for call in self.calls if call.line and call.computes)
        return max(((line, n) for (line, *_), n in counts.items()), key=lambda found: found[1], default=(0, 0))

    def temporaries(self, entries: int) -> int:
        """How many new arrays have at least so many entries."""
        return sum(call.new > 0 and prod(call.shape) >= entries for call in self.calls)

    def note(self, name: str, inputs: Any, result: Any, out: Any = (), power: float | None = None) -> None:
        """Add one call."""
        read = {id(a): a for a in _arrays(inputs)}
        made = [a for a in _arrays(result) if not any(np.may_share_memory(a, b) for b in (*read.values(), *out))]
        views = not made and not out
        new, shape = sum(a.nbytes for a in made), made[0].shape if made else ()
        read_bytes = 0 if views and list(_arrays(result)) else sum(a.nbytes for a in read.values())
        written = new + sum(a.nbytes for a in out)
        line, at = self._place()
        self.calls.append(ArrayCall(name, line, read_bytes, written, new, shape, at, power))

    def _place(self) -> tuple[int, tuple[int, int]]:
        """Return the line of the file, and the instruction: several calls on one line are no loop."""
        frame = sys._getframe(2)
        while frame and frame.f_code.co_filename != self.file:
            frame = frame.f_back
        return (frame.f_lineno, (id(frame.f_code), frame.f_lasti)) if frame else (0, (0, 0))


_active: ContextVar[Trace | None] = ContextVar("trace", default=None)


@contextlib.contextmanager
def tracing(file: str) -> Iterator[Trace]:
    """Note the calls of traced arrays meanwhile."""
    trace = Trace(file)
    before = _active.set(trace)
    try:
        yield trace
    finally:
        _active.reset(before)


class TracedArray(np.ndarray):
    """An array as any other, whose calls are noted in the trace that is open."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """Call the ufunc on plain arrays and note it."""
        given = options.get("out", ())
        plain_inputs, plain_options = plain(inputs), plain(options)
        result = getattr(ufunc, method)(*plain_inputs, **plain_options)
        out = [plain(a) for a in given if a is not None] if given else []
        power = None
        if ufunc is np.power and method == "__call__" and np.ndim(inputs[1]) == 0:
            power = float(np.real(plain_inputs[1]))
        name = ufunc.__name__ + ("" if method == "__call__" else f".{method}")
        _note(name, plain_inputs, result, out, power)
        if len(given) == 1 and given[0] is not None:
            return given[0]
        return traced(result)

    def __array_function__(self, func: Callable, types: Any, args: Any, kwargs: Any) -> Any:
        """Call the function on plain arrays and note it."""
        name = func.__name__
        if name in CALLS_BACK:
            return super().__array_function__(func, types, args, kwargs)
        result = func(*plain(args), **plain(kwargs))
        given = kwargs.get("out")
        _note(name, plain((args, kwargs)), result, [plain(given)] if isinstance(given, np.ndarray) else [])
        return given if isinstance(given, np.ndarray) else traced(result)

    def __getitem__(self, index: Any) -> Any:
        """Return entries: a view, a copy where the index is an array."""
        result = plain(self)[plain(index)]
        view = isinstance(result, np.ndarray) and np.may_share_memory(result, plain(self))
        _note("indexing", (plain(self) if view else np.empty_like(result),), result)  # what is picked is what is read
        return traced(result)

    def __setitem__(self, index: Any, value: Any) -> None:
        """Write entries."""
        plain(self)[plain(index)] = plain(value)
        _note("assignment", (plain(value),), None)


def _method(name: str) -> Callable:
    def call(self: TracedArray, *args: Any, **kwargs: Any) -> Any:
        result = getattr(plain(self), name)(*plain(args), **plain(kwargs))
        _note(name, (plain(self), *plain(args)), result)
        return traced(result)

    call.__name__ = name
    return call


# NumPy dispatches none of these.
for _name in ("copy", "astype", "flatten", "ravel", "reshape", "repeat", "take", "dot"):
    setattr(TracedArray, _name, _method(_name))


def _note(name: str, inputs: Any, result: Any, out: Any = (), power: float | None = None) -> None:
    if (trace := _active.get()) is not None:
        trace.note(name, inputs, result, out, power)


def _convert(value: Any, kind: type[np.ndarray]) -> Any:
    if isinstance(value, np.ndarray):
        return value if type(value) is kind else value.view(kind)
    if type(value) in (list, tuple):
        return type(value)(_convert(item, kind) for item in value)
    if type(value) is dict:
        return {key: _convert(item, kind) for key, item in value.items()}
    return value


def plain(value: Any) -> Any:
    """Return a value with plain arrays in the place of traced ones."""
    return _convert(value, np.ndarray)


def traced(value: Any) -> Any:
    """Return a value with traced arrays in the place of plain ones."""
    return _convert(value, TracedArray)


def all_traced(value: Any) -> bool:
    """Whether every array in a value is a traced one."""
    return all(isinstance(array, TracedArray) for array in _arrays(value))


def _arrays(value: Any) -> Iterator[np.ndarray]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _arrays(item)
    elif isinstance(value, dict):
        yield from _arrays(list(value.values()))
