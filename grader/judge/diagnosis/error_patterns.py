"""What a wrong array is of the right one as a whole: zero, turned in sign, scaled, transposed, in another order.

Every pattern takes `got`, `wanted` and `around`, the named arrays and numbers of the call, and yields what can be
said, as (name, words); the words follow the array's name. One case alone may fit by chance: `on_every_case` keeps what
all of them say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.judge.diagnosis.array_matching import Named, close
from grader.judge.diagnosis.factor_meaning import meanings

Around = Mapping[str, Any]
Pattern = Callable[[np.ndarray, np.ndarray, Around], Iterator[Named]]


@np.errstate(all="ignore")
def fitting(patterns: Sequence[Pattern], got: np.ndarray, wanted: np.ndarray, around: Around) -> list[Named]:
    """Return all that `patterns` say of a wrong array of several entries; nothing where it is right."""
    if got.shape != wanted.shape or got.size < 2 or close(got, wanted) or not np.all(np.isfinite(got)):
        return []
    return [said for pattern in patterns for said in pattern(got, wanted, around)]


def on_every_case(said: Sequence[Sequence[Named]]) -> Named | None:
    """Return the first thing that is said of every case, in the same words; None where there is none."""
    return next((each for each in said[0] if all(each in other for other in said[1:])), None) if said else None


def whole(got: np.ndarray, wanted: np.ndarray, around: Around) -> list[Named]:
    """Describe a wrong array by the right one as a whole, in every way that fits."""
    return fitting(WHOLE, got, wanted, around)


def _zero(got, wanted, around) -> Iterator[Named]:
    if np.max(np.abs(got)) <= 1e-12 * np.max(np.abs(wanted)):
        yield "zero", "is zero everywhere"


def _sign(got, wanted, around) -> Iterator[Named]:
    if close(got, -wanted):
        yield "sign", "has the wrong sign everywhere"


def _factor(got, wanted, around) -> Iterator[Named]:
    length = np.vdot(wanted, wanted)
    factor = float(np.vdot(got, wanted) / length) if length else 0.0
    told = np.isfinite(factor) and abs(factor) > 1e-9 and min(abs(factor - 1), abs(factor + 1)) > 1e-6
    if told and np.count_nonzero(wanted) > 1 and close(got, factor * wanted):
        yield from (("factor", words) for words in meanings(factor, around))


def _signs(got, wanted, around) -> Iterator[Named]:
    if close(np.abs(got), np.abs(wanted)):
        if close(got, np.abs(wanted)):
            yield "absolute", "is the right one without its signs"
        yield "sign-of-some", "has the right sizes, and the wrong sign in some entries"


def _dtype(got, wanted, around) -> Iterator[Named]:
    """Numbers that lost digits: each is one of the smaller dtype's, next to the right one."""
    if np.all(got == np.trunc(got)) and np.all(np.abs(got - wanted) < 1):
        yield "lower-dtype", "is cut to whole numbers: an array of integers took it in"
    for dtype in (np.float16, np.float32):
        if np.all(got == got.astype(dtype)) and np.allclose(got, wanted, rtol=4 * np.finfo(dtype).eps, atol=1e-7):
            yield "lower-dtype", f"has no more digits than {dtype.__name__} has, where the input is float64"


def _transpose(got, wanted, around) -> Iterator[Named]:
    if wanted.ndim < 2:
        return
    turned = wanted.swapaxes(-1, -2)
    if turned.shape == wanted.shape and close(got, turned):
        yield "transpose", "is the transpose of the right one"
    elif close(got, turned.reshape(wanted.shape)):
        yield "reshaped", "has the numbers of the transpose: a reshape does not move axes, a transpose does"


def places(ndim: int, axis: int) -> Iterator[str]:
    """Yield what an axis can be called: cases may have different numbers of axes."""
    if axis == ndim - 1:
        yield "the last axis"
    if axis == 0:
        yield "the first axis"
    if axis == ndim - 2:
        yield "the axis before the last"
    yield f"axis {axis}"


def _moved(got, wanted, around) -> Iterator[Named]:
    for axis in range(wanted.ndim):
        for along in places(wanted.ndim, axis) if wanted.shape[axis] > 2 else ():
            if close(got, np.flip(wanted, axis)):
                yield "reversed", f"is the right one reversed along {along}"
            for step in (1, -1):
                if close(got, np.roll(wanted, step, axis)):
                    yield "shifted", f"is the right one shifted by {step} along {along}"


def _array_factor(got, wanted, around) -> Iterator[Named]:
    """The right one times, or without, a factor that is an array of the call."""
    for name, value in around.items() if wanted.size > 2 else ():
        if not isinstance(value, np.ndarray) or value.dtype.kind != "f" or value.size < 3 or not _fits(value, wanted):
            continue
        if close(got, wanted * value):
            yield "factor-too-many", f"is the right one times {name}: that factor is one too many"
        if close(got * value, wanted):
            yield "missing-factor", f"is the right one without a factor {name}"


def _fits(value: np.ndarray, wanted: np.ndarray) -> bool:
    """Whether an array broadcasts to the other's shape."""
    padded = (1,) * (wanted.ndim - value.ndim) + value.shape
    return len(padded) == wanted.ndim and all(a in (1, b) for a, b in zip(padded, wanted.shape, strict=True))


def _reordered(got, wanted, around) -> Iterator[Named]:
    if len(np.unique(wanted)) > 3 and close(np.sort(got, axis=None), np.sort(wanted, axis=None)):
        yield (
            "reordered",
            "has the right numbers in the wrong places: in which order were axes flattened or joined?",
        )


WHOLE: tuple[Pattern, ...] = (
    _zero, _sign, _dtype, _factor, _signs, _transpose, _moved, _array_factor, _reordered
)  # fmt: skip


@np.errstate(all="ignore")
def ratio(got: np.ndarray, other: np.ndarray | None) -> float | None:
    """Return the number that a wrong array is times another; None where it is no multiple of it."""
    if other is None or got.shape != other.shape or not np.all(np.isfinite(other)) or np.count_nonzero(other) < 2:
        return None
    factor = float(np.vdot(got, other) / np.vdot(other, other))
    return factor if np.isfinite(factor) and abs(factor) > 1e-6 and close(got, factor * other) else None
