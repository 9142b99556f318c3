"""Compare two arrays, and describe where and by how much they differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.course.spec import PLAIN, Caption

TINY = 1e-12
"""Absolute floor of every comparison, for arrays whose true entries are all zero."""


@dataclass(frozen=True)
class Difference:
    """`max_rel` is relative to the largest wanted entry; `worst` is the index of the largest difference."""

    max_abs: float
    max_rel: float
    worst: tuple[int, ...]
    count: int
    size: int

    @property
    def equal(self) -> bool:
        """Whether no entry is off by more than was allowed."""
        return self.count == 0


@np.errstate(all="ignore")
def compare(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float = TINY) -> Difference:
    """Compare two arrays of one shape: an entry is off where |got - wanted| > atol + rtol * max|wanted|.

    The largest is that of the finite entries. Infinity and NaN are wanted where they are wanted, and nowhere else.
    """
    got, wanted = np.asarray(got, np.float64), np.asarray(wanted, np.float64)
    off = np.abs(got - wanted)
    if off.size == 0:
        return Difference(0.0, 0.0, (), 0, 0)
    finite = np.isfinite(wanted)
    same = (got == wanted) | (np.isnan(got) & np.isnan(wanted))
    off = np.where(same, 0.0, np.where(finite & np.isfinite(got), off, np.inf))
    scale = float(np.max(np.abs(wanted), initial=0.0, where=finite))
    worst = tuple(int(i) for i in np.unravel_index(int(np.argmax(off)), off.shape))
    largest = float(off[worst])
    relative = largest / scale if scale else (0.0 if largest == 0 else np.inf)
    return Difference(largest, float(relative), worst, int(np.sum(off > atol + rtol * scale)), off.size)


def describe_difference(
    what: str, got: np.ndarray, wanted: np.ndarray, difference: Difference, truth: str, caption: Caption = PLAIN
) -> str:
    """Name the entry that is most off: `gradient W[2, 3]: wanted 0.4 (PyTorch), got 0.8; 12 of 20 entries differ`.

    `caption` says what is called otherwise, or is no number: `perplexity: wanted a ValueError, got 4`.
    """
    here = difference.worst
    at = f"[{', '.join(map(str, here))}]" if here else ""
    many = f"; {difference.count} of {difference.size} entries differ, the most there" if difference.size > 1 else ""
    if caption.entries and here[0] < len(caption.entries):
        caption, at, many = caption.entries[here[0]], "", ""
    what, at = caption.name or what, f", entry {at.strip('[]')}" if caption.name and at else at
    told, came = (caption.values.get(float(array[here])) for array in (wanted, got))
    by = f" ({truth})" if caption.by_pytorch and not told else ""
    told, came = told or number(wanted[here]), came or number(got[here], wanted[here])
    return f"{what}{at}: wanted {told}{by}, got {came}{many}"


def number(x: float, beside: float | None = None) -> str:
    """Write a number to 6 digits, or to as many as tell it from the one beside it; -0, which equals 0, as 0."""
    short = f"{float(x):z.6g}"
    return repr(float(x)) if beside is not None and short == f"{float(beside):z.6g}" else short
