"""sum_last_axis: add up each row, for x of any rank of 1 or more.

Forward   Y[...] = sum_k x[..., k]
Given     dY (...), the upstream gradient of Y: one axis less than x
Wanted    dx (..., K)
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [[1, 2, 3], [4, 5, 6]] and dY = [7, -1]. What is dx?
by_hand = {"dx": [[7, 7, 7], [-1, -1, -1]]}

# As index formulas of x[I,K], Y[I] and dY[I]: what is dx?
formula = {"dx": "dx[i,k] = dY[i]"}


def sum_last_axis(x: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y (...), the sums of x (..., K) over its last axis, and its backward. The summed axis is gone from Y.

    backward(dY) returns {"x": dx (..., K)}.
    """
    ### BEGIN SOLUTION
    K = x.shape[-1]
    Y = x.sum(axis=-1)  # (..., K) -> (...)

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # Y[i] = x[i,0] + ... + x[i,K-1], so dY[i]/dx[i,k] = 1: all K entries of row i receive dY[i], and no other.
        dx = dY[..., None].repeat(K, axis=-1)  # (...) -> (..., 1) -> (..., K)
        return {"x": dx}

    return Y, backward
    ### END SOLUTION
