"""linear: a matrix product and a bias, for x of any rank of 2 or more.

Forward   Y[..., n] = sum_k x[..., k] W[k, n] + b[n]
Given     dY (..., N), the upstream gradient of Y
Wanted    dx (..., K), dW (K, N) and db (N,)
Source    the chain rule, and the gradient of matmul
"""

from collections.abc import Callable

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part03_linear_algebra.linear runs it, grader check judges it")

from .matmul import matmul

# By hand: x = [[1, 2], [0, 1]], W = [[3, 4], [5, 6]], b = [7, 8], dY = [[1, -1], [2, 0]]. What are dx, dW and db?
by_hand = {"dx": None, "dW": None, "db": None}

# As index formulas of x[I,K], W[K,N], b[N], Y[I,N] and dY[I,N]: what are dx, dW and db?
formula = {"dx": None, "dW": None, "db": None}


def linear(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = x W + b (..., N) and its backward, for x (..., K), W (K, N) and b (N,).

    backward(dY) returns {"x": dx (..., K), "W": dW (K, N), "b": db (N,)}.
    """
    raise NotImplementedError(
        "linear: derive dx (..., K), dW (K, N) and db (N,)."
    )
