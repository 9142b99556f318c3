"""Find the line of a file that makes float64 arrays of float32 ones, by watching its local variables line by line."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

import numpy as np


@contextlib.contextmanager
def trace_widening(path: str) -> Iterator[list[int]]:
    """Watch calls of the functions in the file `path`, and add the first line after which an array is of float64.

    What is seen are local variables, arguments and what is returned; an array inside another object is not.
    """
    lines: list[int] = []
    before: dict[FrameType, tuple[int, set[str]]] = {}

    def enter(frame: FrameType, event: str, argument: Any) -> Any:
        if lines or frame.f_code.co_filename != path:
            return None
        wide, caller = _wide_names(frame), frame.f_back
        if wide and caller in before:
            lines.append(caller.f_lineno)
            return None
        before[frame] = frame.f_lineno, wide
        return follow

    def follow(frame: FrameType, event: str, argument: Any) -> Any:
        if lines:
            return None
        line, known = before[frame]
        wide = _wide_names(frame)
        if wide - known or (event == "return" and not known and _is_wide(argument)):
            lines.append(line)
        before[frame] = frame.f_lineno, wide
        return follow

    earlier = sys.gettrace()
    sys.settrace(enter)
    try:
        yield lines
    finally:
        sys.settrace(earlier)


def _wide_names(frame: FrameType) -> set[str]:
    return {name for name, value in frame.f_locals.items() if _is_wide(value)}


def _is_wide(value: Any) -> bool:
    """Whether a value is an array of float64, or a tuple or a dict with one; no other object's own code is run."""
    if type(value) is tuple:
        return any(map(_is_wide, value))
    if type(value) is dict:
        return any(map(_is_wide, value.values()))
    return type(value) is np.ndarray and value.ndim > 0 and value.dtype == np.float64
