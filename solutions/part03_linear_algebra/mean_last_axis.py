"""mean_last_axis: average each row, for x of any rank of 1 or more.

Forward   Y[...] = (1/K) sum_k x[..., k]
Given     dY (...), the upstream gradient of Y: one axis less than x
Wanted    dx (..., K)
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [[1, 2, 6], [0, 4, 8]] and dY = [3, -6]. What is dx?
by_hand = {"dx": [[1, 1, 1], [-2, -2, -2]]}

# As index formulas of x[I,K], Y[I] and dY[I]: what is dx?
formula = {"dx": "dx[i,k] = dY[i] / K"}


def mean_last_axis(x: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y (...), the means of x (..., K) over its last axis, and its backward. The averaged axis is gone from Y.

    backward(dY) returns {"x": dx (..., K)}.
    """
    ### BEGIN SOLUTION
    K = x.shape[-1]
    Y = x.sum(axis=-1) / K  # (..., K) -> (...)

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # Y[i] = (x[i,0] + ... + x[i,K-1]) / K, so dY[i]/dx[i,k] = 1/K: the K entries of row i share dY[i] equally.
        share = dY / K  # (...)
        dx = share[..., None].repeat(K, axis=-1)  # (...) -> (..., 1) -> (..., K)
        return {"x": dx}

    return Y, backward
    ### END SOLUTION
