"""What part of a wrong array is wrong, or by what it is off, for mistakes that nobody foresaw.

As in `error_patterns`: each function returns (name, words) or None, and the words follow the array's name.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judge.diagnosis.array_matching import SAME, close
from grader.judge.diagnosis.error_patterns import Around, Found, fitting


def telling(got: np.ndarray, wanted: np.ndarray, around: Around) -> dict[str, str]:
    """Describe a wrong array by just which of its entries are wrong, where that says why."""
    return fitting((_repeated_rows, _masked, _diagonal), got, wanted, around)


def partial(got: np.ndarray, wanted: np.ndarray, around: Around) -> dict[str, str]:
    """Describe the part of an array that is wrong, or its difference from the right one."""
    return fitting((_per_axis, _some_rows, _constant_off, _off_by_an_array, _few), got, wanted, around)


def _wrong(got: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return where the entries differ."""
    return np.abs(got - wanted) > SAME * (1e-3 + float(np.max(np.abs(wanted), initial=0.0)))


def _per_axis(got, wanted, around) -> Found:
    """A factor that depends on the place along one axis: a row weighted by something that should not be there."""
    for axis in range(wanted.ndim if wanted.ndim > 1 else 0):
        other = tuple(a for a in range(wanted.ndim) if a != axis)
        length = np.sum(wanted * wanted, axis=other, keepdims=True)
        if np.any(length == 0) or wanted.size == length.size:
            continue
        factors = np.sum(got * wanted, axis=other, keepdims=True) / length
        if close(got, factors * wanted) and wanted.shape[axis] > 1:
            shown = ", ".join(f"{f:.3g}" for f in factors.ravel()[:4])
            return "factor-per-row", f"is the right one times a factor for each place along axis {axis}: {shown} …"
    return None


def _repeated_rows(got, wanted, around) -> Found:
    """Only the rows that a repeated id names are wrong."""
    name, counts = repeated_ids(around, wanted.shape)
    wrong = np.flatnonzero(_wrong(got, wanted).any(axis=tuple(range(1, wanted.ndim)))).tolist()
    if not name or set(wrong) != set(counts):
        return None
    rows = ", ".join(map(str, wrong))
    return "repeated-rows", f"is wrong in just the rows that {name} names more than once ({rows}): do they add up?"


def repeated_ids(around: Around, shape: tuple[int, ...]) -> tuple[str, dict[int, int]]:
    """Return whose ids name rows of a table of this shape, and how often those that come twice or more; "" if none.

    A table is an array of two axes that is among the inputs.
    """
    if len(shape) != 2 or not any(True for _ in _alike(around, shape)):
        return "", {}
    for name, value in around.items():
        if isinstance(value, np.ndarray) and value.dtype.kind in "iu" and value.size and value.max() < shape[0]:
            found, counts = np.unique(value, return_counts=True)
            if repeated := {int(row): int(n) for row, n in zip(found, counts, strict=True) if n > 1}:
                return name, repeated
    return "", {}


def _masked(got, wanted, around) -> Found:
    """Only entries whose right value is 0 are wrong: what was masked, ignored or never reached."""
    wrong, zeros = _wrong(got, wanted), wanted == 0
    if not zeros.any() or zeros.all() or (wrong & ~zeros).any():
        return None
    at = ", ".join(str(int(i)) for i in np.argwhere(wrong)[0])
    return "masked-entries", (
        f"is wrong only where it should be 0, at [{at}] for one: such an entry is masked or ignored, "
        "or reaches no output"
    )


def _diagonal(got, wanted, around) -> Found:
    """Only the diagonal of square matrices is wrong."""
    if wanted.ndim < 2 or wanted.shape[-1] != wanted.shape[-2] or wanted.shape[-1] < 3:
        return None
    wrong, diagonal = _wrong(got, wanted), np.eye(wanted.shape[-1], dtype=bool)
    if wrong.any() and not (wrong & ~diagonal).any():
        return "diagonal", "is wrong on the diagonal alone"
    return None


def _some_rows(got, wanted, around) -> Found:
    for axis in range(wanted.ndim if wanted.ndim > 1 else 0):
        other = tuple(a for a in range(wanted.ndim) if a != axis)
        wrong = np.flatnonzero(_wrong(got, wanted).any(axis=other))
        told = np.flatnonzero(wanted.any(axis=other))  # a row of zeros is right in many wrong answers
        if 0 < len(wrong) < len(told):
            which = "its first axis" if axis == 0 else f"axis {axis}"
            return "some-rows", f"is wrong only at {', '.join(map(str, wrong[:6]))} of {which}"
    return None


def _constant_off(got, wanted, around) -> Found:
    """A term that is constant along an axis is missing or is there too often."""
    off = got - wanted
    if wanted.size > 2 and close(off - off.flat[0], np.zeros_like(off)):
        return "missing-term", f"is off by {off.flat[0]:.6g} everywhere"
    for axis in reversed(range(wanted.ndim)):
        if wanted.shape[axis] > 1 and close(off, np.broadcast_to(off.take([0], axis), off.shape)):
            along = "the last axis" if axis == wanted.ndim - 1 else f"axis {axis}"
            return "missing-term", f"is off by a term that is the same along {along}: a sum or a mean is missing"
    return None


def _off_by_an_array(got, wanted, around) -> Found:
    """A term that is an array of the call, times a number or one number for each row, is missing or too many."""
    off = got - wanted
    for name, value in _alike(around, wanted.shape):
        if value.shape[-1] > 2 or value.ndim == 1:
            length = np.sum(value * value, axis=-1, keepdims=True)
            factors = np.sum(off * value, axis=-1, keepdims=True) / np.where(length == 0, 1, length)
            if value.shape[-1] > 2 and close(off, factors * value):
                return "missing-term", f"is off by a multiple of {name}, another one in each row: a term is missing"
    return None


def _alike(around: Around, shape: tuple[int, ...]) -> Iterator[tuple[str, np.ndarray]]:
    for name, value in around.items():
        if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.ndim and value.shape == shape:
            yield name, value


def _few(got, wanted, around) -> Found:
    wrong = np.argwhere(_wrong(got, wanted))
    if wanted.ndim == 0 or not 0 < len(wrong) <= wanted.size / 4:
        return None
    at = ", ".join(f"[{', '.join(map(str, index))}]" for index in wrong[:4].tolist())
    return "some-entries", f"is wrong only at {at}{', …' if len(wrong) > 4 else ''}, right in the other entries"
