"""matmul: multiply rows by a matrix, for x of any rank of 2 or more.

Forward   Y[..., n] = sum_k x[..., k] W[k, n]
Given     dY (..., N), the upstream gradient of Y
Wanted    dx (..., K) and dW (K, N)
Source    Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.5.6
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [[1, 2]], W = [[3, 4, 5], [6, 7, 8]], dY = [[1, 0, -1]]. What are dx and dW?
by_hand = {"dx": None, "dW": None}

# As index formulas of x[I,K], W[K,N], Y[I,N] and dY[I,N]: what are dx and dW?
formula = {"dx": None, "dW": None}


def matmul(x: np.ndarray, W: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = x W (..., N) and its backward, for x (..., K) and W (K, N).

    backward(dY) returns {"x": dx (..., K), "W": dW (K, N)}.
    """
    raise NotImplementedError(
        "matmul: derive dx (..., K) and dW (K, N)."
    )
