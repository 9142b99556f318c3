"""add_bias: one vector added to every row, for x with any number of leading axes.

Forward   Y[..., n] = x[..., n] + b[n]
Given     dY (..., N), the upstream gradient of Y
Wanted    dx (..., N) and db (N,)
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [[1, 2], [3, 4], [5, 6]], b = [10, 20], dY = [[1, 0], [2, -1], [3, 4]]. What are dx and db?
by_hand = {"dx": [[1, 0], [2, -1], [3, 4]], "db": [6, 3]}

# As index formulas of x[I,N], b[N] and dY[I,N]: what are dx and db?
formula = {
    "dx": "dx[i,n] = dY[i,n]",
    "db": "db[n] = sum[i](dY[i,n])",
}


def add_bias(x: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = x + b (..., N) and its backward, for x (..., N) and b (N,).

    backward(dY) returns {"x": dx (..., N), "b": db (N,)}.
    """
    ### BEGIN SOLUTION
    Y = x + b  # (..., N) + (N,) -> (..., N)

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # dY[i,n]/dx[i,n] = 1: the gradient passes as it is.
        dx = dY
        # dY[i,n]/db[n] = 1 in every row i: b[n] is read once a row, so db[n] = sum_i dY[i,n].
        db = dY.reshape(-1, b.size).sum(axis=0)  # (..., N) -> (rows, N) -> (N,)
        return {"x": dx, "b": db}

    return Y, backward
    ### END SOLUTION
