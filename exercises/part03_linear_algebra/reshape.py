"""reshape: the same entries, in the same order, under another shape.

Forward   Y.flat[i] = x.flat[i], counting entries with the last axis fastest
Given     dY, the upstream gradient of Y, of Y's shape
Wanted    dx, of x's shape
Source    the chain rule
"""

from collections.abc import Callable, Sequence

import numpy as np

# By hand: x has shape (2, 3), shape = (3, 2), dY = [[5, 1], [0, -2], [3, 4]]. What is dx?
by_hand = {"dx": None}

# As index formulas of x[M,N], Y[P,Q] and dY[P,Q]: what is dx?
formula = {"dx": None}


def reshape(x: np.ndarray, shape: Sequence[int]) -> tuple[np.ndarray, Callable]:
    """Return Y, the entries of x under `shape`, and its backward. One length in `shape` may be -1: whatever is left.

    Y may be a view of x. backward(dY) returns {"x": dx}, of x's shape.
    """
    raise NotImplementedError(
        "reshape: derive dx, of x's shape."
    )
