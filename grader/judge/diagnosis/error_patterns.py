"""What a wrong array is of the right one as a whole: zero, turned in sign, scaled, transposed, in another order.

Every function takes `got`, `wanted` and `around`, the named arrays of the call (inputs, upstream, output), and returns
(name, words), or None where the array has not that shape of error. The words follow the array's name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.judge.diagnosis.array_matching import SAME, close

Found = tuple[str, str] | None
Around = Mapping[str, Any]
Shape = Callable[[np.ndarray, np.ndarray, Around], Found]


@np.errstate(all="ignore")
def fitting(shapes: Sequence[Shape], got: np.ndarray, wanted: np.ndarray, around: Around) -> dict[str, str]:
    """Return what each of `shapes` says of a wrong array of several entries; nothing where it is right."""
    if got.shape != wanted.shape or got.size < 2 or close(got, wanted) or not np.all(np.isfinite(got)):
        return {}
    return dict(found for shape in shapes if (found := shape(got, wanted, around)))


def whole(got: np.ndarray, wanted: np.ndarray, around: Around) -> dict[str, str]:
    """Describe a wrong array by the right one as a whole, in every way that fits."""
    ways = (_zero, _sign, _factor, _signs, _transpose, _reshaped, _reversed, _shifted, _array_factor, _reordered)
    return fitting(ways, got, wanted, around)


def _zero(got, wanted, around) -> Found:
    return None if got.any() else ("zero", "is zero everywhere")


def _sign(got, wanted, around) -> Found:
    return ("sign", "has the wrong sign everywhere") if close(got, -wanted) else None


def _factor(got, wanted, around) -> Found:
    if not wanted.any():
        return None
    factor = float(np.vdot(got, wanted) / np.vdot(wanted, wanted))
    if not (np.isfinite(factor) and factor and close(got, factor * wanted)) or abs(factor - 1) < 1e-6:
        return None
    return "factor", f"is {fraction(factor)} times the right one everywhere{_size_named(factor, around)}"


def fraction(factor: float) -> str:
    """Write a factor as 1/n where it is one, else to 6 digits."""
    inverse = 1 / factor
    whole = 1 < abs(inverse) < 1e9 and abs(inverse - round(inverse)) < 1e-6
    return f"1/{inverse:.6g}" if whole else f"{factor:.6g}"


def _size_named(factor: float, around: Around) -> str:
    """Say which axis of an array is as long as the factor or its inverse, where one is."""
    for name, value in around.items():
        for axis, length in enumerate(value.shape if isinstance(value, np.ndarray) else ()):
            if length > 2 and any(abs(factor - f) < 1e-9 for f in (length, 1 / length)):
                return f" ({length} is the length of axis {axis} of {name})"
    return ""


def _signs(got, wanted, around) -> Found:
    if not close(np.abs(got), np.abs(wanted)):
        return None
    if close(got, np.abs(wanted)):
        return "absolute", "is the right one without its signs"
    return "sign-of-some", "has the right sizes, and the wrong sign in some entries"


def _transpose(got, wanted, around) -> Found:
    square = wanted.ndim >= 2 and wanted.shape[-1] == wanted.shape[-2]
    return (
        ("transpose", "is the transpose of the right one") if square and close(got, wanted.swapaxes(-1, -2)) else None
    )


def _reshaped(got, wanted, around) -> Found:
    if wanted.ndim < 2 or not close(got, np.swapaxes(wanted, -1, -2).reshape(wanted.shape)):
        return None
    return "reshaped", "has the numbers of the transpose: a reshape does not move axes, a transpose does"


def _reversed(got, wanted, around) -> Found:
    for axis in range(wanted.ndim):
        if wanted.shape[axis] > 1 and close(got, np.flip(wanted, axis)):
            return "reversed", f"is the right one reversed along axis {axis}"
    return None


def _shifted(got, wanted, around) -> Found:
    for axis in range(wanted.ndim):
        for step in (1, -1):
            if wanted.shape[axis] > 1 and close(got, np.roll(wanted, step, axis)):
                return "shifted", f"is the right one shifted by {step} along axis {axis}"
    return None


def _array_factor(got, wanted, around) -> Found:
    """The right one times, or without, a factor that is an array of the call."""
    if wanted.size < 3:
        return None
    for name, value in around.items():
        if not isinstance(value, np.ndarray) or value.dtype.kind != "f" or value.size < 2 or value.shape[-1:] == (1,):
            continue
        if np.broadcast_shapes(*_fit(value.shape, wanted.shape)) != wanted.shape:
            continue
        if close(got, wanted * value):
            return "factor-too-many", f"is the right one times {name}: that factor is one too many"
        if close(got * value, wanted):
            return "missing-factor", f"is the right one without a factor {name}"
    return None


def _fit(shape: tuple[int, ...], wanted: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Return two shapes that broadcast to `wanted` just where `shape` does, and to another one elsewhere."""
    padded = (1,) * (len(wanted) - len(shape)) + shape
    fits = len(padded) == len(wanted) and all(a in (1, b) for a, b in zip(padded, wanted, strict=True))
    return (padded, wanted) if fits else ((0,), (1,))


def _reordered(got, wanted, around) -> Found:
    if wanted.size < 3 or np.ptp(wanted) == 0 or not close(np.sort(got, axis=None), np.sort(wanted, axis=None)):
        return None
    return "reordered", "has the right numbers in the wrong places: in which order were axes flattened or joined?"


@np.errstate(all="ignore")
def multiple(got: np.ndarray, wanted: np.ndarray, other: np.ndarray) -> str:
    """Say that a wrong array is another wrong one but for a factor, or has its error but for one; "" where not."""
    if got.shape != other.shape or not np.all(np.isfinite(other)) or close(other, wanted):
        return ""
    for mine, theirs, said in (
        (got, other, "is {} times that"),
        (got - wanted, other - wanted, "is off by {} times as much"),
    ):
        if np.count_nonzero(np.abs(theirs) > SAME) < 2:
            continue
        factor = float(np.vdot(mine, theirs) / np.vdot(theirs, theirs))
        if abs(factor - 1) < 1e-6 and close(mine, theirs):
            return "is that, though not on every case"
        if np.isfinite(factor) and abs(factor) > 1e-6 and close(mine, factor * theirs):
            return said.format(fraction(factor))
    return ""


@np.errstate(all="ignore")
def alike(got: np.ndarray, wanted: np.ndarray, other: np.ndarray | None) -> float:
    """Return the cosine between the errors of two wrong arrays; 0 where there is none."""
    if other is None or other.shape != wanted.shape:
        return 0.0
    mine, theirs = got - wanted, other - wanted
    cosine = float(np.vdot(mine, theirs) / (np.linalg.norm(mine) * np.linalg.norm(theirs)))
    return cosine if np.isfinite(cosine) else 0.0
