"""add_bias: one vector added to every row, for x with any number of leading axes.

Forward   Y[..., n] = x[..., n] + b[n]
Given     dY (..., N), the upstream gradient of Y
Wanted    dx (..., N) and db (N,)
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [[1, 2], [3, 4], [5, 6]], b = [10, 20], dY = [[1, 0], [2, -1], [3, 4]]. What are dx and db?
by_hand = {"dx": None, "db": None}

# As index formulas of x[I,N], b[N] and dY[I,N]: what are dx and db?
formula = {"dx": None, "db": None}


def add_bias(x: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = x + b (..., N) and its backward, for x (..., N) and b (N,).

    backward(dY) returns {"x": dx (..., N), "b": db (N,)}.
    """
    raise NotImplementedError(
        "add_bias: derive dx (..., N) and db (N,)."
    )
