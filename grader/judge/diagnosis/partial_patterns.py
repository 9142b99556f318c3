"""What part of a wrong array is wrong, or by what it is off, for mistakes that nobody foresaw.

As in `error_patterns`: each pattern yields (name, words), and the words follow the array's name.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judge.diagnosis.array_matching import SAME, Named, close
from grader.judge.diagnosis.error_patterns import Around, fitting, places


def partial(got: np.ndarray, wanted: np.ndarray, around: Around) -> list[Named]:
    """Describe the part of an array that is wrong, or its difference from the right one, in every way that fits."""
    patterns = (_repeated_rows, _masked, _diagonal, _per_axis, _some_rows, _constant_off, _off_by_an_array)
    return fitting(patterns, got, wanted, around)


def _wrong(got: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return where the entries differ."""
    return np.abs(got - wanted) > SAME * (1e-3 + float(np.max(np.abs(wanted), initial=0.0)))


def _repeated_rows(got, wanted, around) -> Iterator[Named]:
    """Only the rows that a repeated id names are wrong."""
    name, counts = repeated_ids(around, wanted.shape)
    wrong = np.flatnonzero(_wrong(got, wanted).any(axis=tuple(range(1, wanted.ndim)))).tolist()
    if name and set(wrong) == set(counts) and len(wrong) < len(wanted):
        yield "repeated-rows", f"is wrong in just the rows that {name} names more than once: do they add up?"


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


def _masked(got, wanted, around) -> Iterator[Named]:
    """Only entries whose right value is 0 are wrong: what was masked, ignored or never reached."""
    wrong, zeros = _wrong(got, wanted), wanted == 0
    if zeros.any() and not zeros.all() and not (wrong & ~zeros).any():
        yield (
            "masked-entries",
            ("is wrong only where it should be 0: such an entry is masked or ignored, or reaches no output"),
        )


def _diagonal(got, wanted, around) -> Iterator[Named]:
    """Only the diagonal of square matrices is wrong."""
    if wanted.ndim < 2 or wanted.shape[-1] != wanted.shape[-2] or wanted.shape[-1] < 3:
        return
    wrong, diagonal = _wrong(got, wanted), np.eye(wanted.shape[-1], dtype=bool)
    if not (wrong & ~diagonal).any():
        yield "diagonal", "is wrong on the diagonal alone"


def _per_axis(got, wanted, around) -> Iterator[Named]:
    """A factor that depends on the place along one axis: a row weighted by something that should not be there."""
    for axis in range(wanted.ndim if wanted.ndim > 1 else 0):
        other = tuple(a for a in range(wanted.ndim) if a != axis)
        length = np.sum(wanted * wanted, axis=other, keepdims=True)
        if np.any(length == 0) or wanted.size < 3 * length.size or wanted.shape[axis] < 2:
            continue
        factors = np.sum(got * wanted, axis=other, keepdims=True) / length
        if close(got, factors * wanted) and np.ptp(factors) > 1e-6 * np.max(np.abs(factors)):
            for along in places(wanted.ndim, axis):
                yield "factor-per-row", f"is the right one times another factor for each place along {along}"


def _some_rows(got, wanted, around) -> Iterator[Named]:
    """Only the first or the last place along an axis is wrong, or all but that one."""
    for axis in range(wanted.ndim if wanted.ndim > 1 else 0):
        n = wanted.shape[axis]
        other = tuple(a for a in range(wanted.ndim) if a != axis)
        wrong = _wrong(got, wanted).any(axis=other)
        if n < 3 or not wanted.any(axis=other).all():  # a row of zeros is right in many wrong answers
            continue
        which = {
            "at the first place": np.arange(n) == 0,
            "at the last place": np.arange(n) == n - 1,
            "after the first place": np.arange(n) > 0,
            "before the last place": np.arange(n) < n - 1,
        }
        for words, rows in which.items():
            if np.array_equal(wrong, rows):
                yield from (("some-rows", f"is wrong only {words} of {along}") for along in places(wanted.ndim, axis))


def _constant_off(got, wanted, around) -> Iterator[Named]:
    """A term that is constant along an axis is missing or is there too often."""
    off = got - wanted
    if wanted.size > 2 and close(off - off.flat[0], np.zeros_like(off)):
        yield "missing-term", f"is off by {off.flat[0]:.6g} everywhere"
    for axis in reversed(range(wanted.ndim)):
        if wanted.shape[axis] > 2 and _level(off, axis) and not _level(wanted, axis):
            for along in places(wanted.ndim, axis):
                yield (
                    "missing-term",
                    (
                        f"is off by a term that is the same all along {along}: "
                        "a sum or a mean, or what is added to all of it, is missing or is another"
                    ),
                )


def _level(array: np.ndarray, axis: int) -> bool:
    """Whether an array is the same all along an axis. Where the right one is, so is whatever it is off by."""
    return close(array, np.broadcast_to(array.take([0], axis), array.shape))


def _off_by_an_array(got, wanted, around) -> Iterator[Named]:
    """A term that is an array of the call, times a number or one number for each row, is missing or too many."""
    off = got - wanted
    for name, value in _alike(around, wanted.shape):
        if value.shape[-1] < 3 or close(value, wanted):
            continue
        length = np.sum(value * value, axis=-1, keepdims=True)
        factors = np.sum(off * value, axis=-1, keepdims=True) / np.where(length == 0, 1, length)
        if close(off, factors * value):
            yield (
                "missing-term",
                f"is off by a multiple of {name}: a term, or its weight, is not the right one",
            )


def _alike(around: Around, shape: tuple[int, ...]) -> Iterator[tuple[str, np.ndarray]]:
    for name, value in around.items():
        if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.ndim and value.shape == shape:
            yield name, value
