"""sum_last_axis: add up each row, for x of any rank of 1 or more.

Forward   Y[...] = sum_k x[..., k]
Given     dY (...), the upstream gradient of Y: one axis less than x
Wanted    dx (..., K)
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [[1, 2, 3], [4, 5, 6]] and dY = [7, -1]. What is dx?
by_hand = {"dx": None}

# As index formulas of x[I,K], Y[I] and dY[I]: what is dx?
formula = {"dx": None}


def sum_last_axis(x: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y (...), the sums of x (..., K) over its last axis, and its backward. The summed axis is gone from Y.

    backward(dY) returns {"x": dx (..., K)}.
    """
    raise NotImplementedError(
        "sum_last_axis: derive dx (..., K)."
    )
