"""General shapes of error: what a wrong array is, said of the right one, for mistakes that nobody foresaw."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

Found = tuple[str, str] | None


@np.errstate(all="ignore")
def describe(got: np.ndarray, wanted: np.ndarray, inputs: Mapping[str, Any]) -> Found:
    """Return (name, words) for the first general shape that `got` has, or None where it is right or has none."""
    if got.shape != wanted.shape or _close(got, wanted):
        return None
    shapes: tuple[Callable[[np.ndarray, np.ndarray, Mapping[str, Any]], Found], ...]
    shapes = (_zero, _sign, _factor, _transpose, _per_axis, _reversed, _repeated_rows, _some_rows, _constant_off)
    return next((found for shape in shapes if (found := shape(got, wanted, inputs))), None)


def _close(a: np.ndarray, b: np.ndarray) -> bool:
    scale = float(np.max(np.abs(b), initial=0.0))
    return bool(np.all(np.abs(a - b) <= 1e-9 * (1e-3 + scale)))


def _zero(got, wanted, inputs) -> Found:
    return ("zero", "is zero everywhere: nothing of the upstream gradient reaches it") if not got.any() else None


def _sign(got, wanted, inputs) -> Found:
    return ("sign", "has the wrong sign everywhere") if _close(got, -wanted) else None


def _factor(got, wanted, inputs) -> Found:
    if wanted.size < 2 or not wanted.any():
        return None
    factor = float(np.vdot(got, wanted) / np.vdot(wanted, wanted))
    if not (np.isfinite(factor) and _close(got, factor * wanted)) or abs(factor - 1) < 1e-6:
        return None
    return "factor", f"is {_fraction(factor)} times the right one everywhere{_size_named(factor, inputs)}"


def _fraction(factor: float) -> str:
    return f"1/{1 / factor:.6g}" if abs(factor) < 1 and abs(1 / factor - round(1 / factor)) < 1e-6 else f"{factor:.6g}"


def _size_named(factor: float, inputs: Mapping[str, Any]) -> str:
    """Say which axis of an input is as long as the factor or its inverse, where one is."""
    for name, value in inputs.items():
        for axis, length in enumerate(value.shape if isinstance(value, np.ndarray) else ()):
            if length > 2 and any(abs(factor - f) < 1e-9 for f in (length, 1 / length)):
                return f" ({length} is the length of axis {axis} of {name})"
    return ""


def _transpose(got, wanted, inputs) -> Found:
    if wanted.ndim < 2 or wanted.shape[-1] != wanted.shape[-2]:
        return None
    return ("transpose", "is the transpose of the right one") if _close(got, np.swapaxes(wanted, -1, -2)) else None


def _reversed(got, wanted, inputs) -> Found:
    for axis in range(wanted.ndim):
        if wanted.shape[axis] > 1 and _close(got, np.flip(wanted, axis)):
            return "reversed", f"is the right one reversed along axis {axis}"
    return None


def _per_axis(got, wanted, inputs) -> Found:
    """A factor that depends on the place along one axis: a row weighted by something that should not be there."""
    for axis in range(wanted.ndim if wanted.ndim > 1 else 0):
        other = tuple(a for a in range(wanted.ndim) if a != axis)
        length = np.sum(wanted * wanted, axis=other, keepdims=True)
        if np.any(length == 0) or wanted.size == length.size:
            continue
        factors = np.sum(got * wanted, axis=other, keepdims=True) / length
        if _close(got, factors * wanted) and wanted.shape[axis] > 1:
            shown = ", ".join(f"{f:.3g}" for f in factors.ravel()[:4])
            return "factor-per-row", f"is the right one times a factor for each place along axis {axis}: {shown} …"
    return None


def _wrong_rows(got: np.ndarray, wanted: np.ndarray) -> Iterator[int]:
    scale = 1e-9 * (1e-3 + float(np.max(np.abs(wanted), initial=0.0)))
    for row in range(len(wanted)):
        if np.any(np.abs(got[row] - wanted[row]) > scale):
            yield row


def _repeated_rows(got, wanted, inputs) -> Found:
    """Only the rows that a repeated id names are wrong."""
    if wanted.ndim != 2:
        return None
    wrong = set(_wrong_rows(got, wanted))
    for name, value in inputs.items():
        if isinstance(value, np.ndarray) and value.dtype.kind in "iu":
            found, counts = np.unique(value, return_counts=True)
            repeated = set(found[counts > 1].tolist())
            if wrong and wrong == repeated:
                rows = ", ".join(map(str, sorted(wrong)))
                return (
                    "repeated-rows",
                    f"is wrong in just the rows that {name} names more than once ({rows}): do they add up?",
                )
    return None


def _some_rows(got, wanted, inputs) -> Found:
    if wanted.ndim < 2 or len(wanted) < 2:
        return None
    wrong = list(_wrong_rows(got, wanted))
    told = [row for row in range(len(wanted)) if wanted[row].any()]  # a row of zeros is right in many wrong answers
    if 0 < len(wrong) < len(told):
        return "some-rows", f"is wrong only at {', '.join(map(str, wrong[:6]))} of its first axis"
    return None


def _constant_off(got, wanted, inputs) -> Found:
    """A term that is constant along the last axis is missing or is there too often."""
    if wanted.ndim == 0 or wanted.shape[-1] < 2:
        return None
    off = got - wanted
    if _close(off - off[..., :1], np.zeros_like(off)):
        return "missing-term", "is off by a term that is the same along the last axis: a sum or a mean is missing"
    return None
