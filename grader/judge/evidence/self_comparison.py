"""What came of two calls of one answer, compared: by name of the first array that differs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grader.judge.sample import Sample

Arrays = Mapping[str, np.ndarray]

RTOL = 1e-9
"""Of the largest entry: sums in another order differ by rounding, and by no more."""


def named_arrays(sample: Sample) -> dict[str, np.ndarray]:
    """Return outputs and gradients under the names by which sentences call them."""
    gradients = {f"gradient of {name}": array for name, array in sample.gradients.items()}
    return {**sample.outputs, **gradients}


def first_difference(got: Arrays, wanted: Arrays, rtol: float = RTOL, floor: float = 0.0) -> tuple[str, float] | None:
    """Return the name of the first array that differs, and by how much of its largest entry; None where all agree.

    `floor` is the share of the largest entry of all arrays that no entry of any has to be nearer than.
    """
    for name, array in wanted.items():
        off = distance(got.get(name), array)
        largest = max(map(_largest, wanted.values())) if off and floor else 0.0
        if off and not off <= rtol * _largest(array) + floor * largest + 1e-12:
            return name, off / max(_largest(array), 1e-30)
    return None


@np.errstate(all="ignore")
def distance(got: np.ndarray | None, wanted: np.ndarray) -> float:
    """Return the largest difference of two arrays, infinity where shapes, or the places of NaN and infinity, differ."""
    if got is None or got.shape != wanted.shape:
        return np.inf
    if (got == wanted).all():
        return 0.0
    same = (got == wanted) | (np.isnan(got) & np.isnan(wanted))
    off = np.where(same, 0.0, np.abs(got - wanted))
    return float(np.max(np.where(np.isnan(off), np.inf, off), initial=0.0))


def alike(one: np.ndarray | None, other: np.ndarray | None) -> bool:
    """Whether two arrays are equal but for rounding; an array that is missing is like none."""
    return one is not None and other is not None and distance(one, other) <= RTOL * _largest(other) + 1e-12


def _largest(array: np.ndarray) -> float:
    finite = np.isfinite(array)
    return float(np.max(np.abs(array), initial=0.0, where=finite))
