"""linear: a matrix product and a bias, for x of any rank of 2 or more.

Forward   Y[..., n] = sum_k x[..., k] W[k, n] + b[n]
Given     dY (..., N), the upstream gradient of Y
Wanted    dx (..., K), dW (K, N) and db (N,)
Source    the chain rule, and the gradient of matmul
"""

from collections.abc import Callable

import numpy as np

from .matmul import matmul

# By hand: x = [[1, 2], [0, 1]], W = [[3, 4], [5, 6]], b = [7, 8], dY = [[1, -1], [2, 0]]. What are dx, dW and db?
by_hand = {"dx": [[-1, -1], [6, 10]], "dW": [[1, -1], [4, -2]], "db": [3, -1]}

# As index formulas of x[I,K], W[K,N], b[N], Y[I,N] and dY[I,N]: what are dx, dW and db?
formula = {
    "dx": "dx[i,k] = sum[n](dY[i,n] * W[k,n])",
    "dW": "dW[k,n] = sum[i](x[i,k] * dY[i,n])",
    "db": "db[n] = sum[i](dY[i,n])",
}


def linear(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = x W + b (..., N) and its backward, for x (..., K), W (K, N) and b (N,).

    backward(dY) returns {"x": dx (..., K), "W": dW (K, N), "b": db (N,)}.
    """
    ### BEGIN SOLUTION
    Z, backward_of_Z = matmul(x, W)  # (..., K) (K, N) -> (..., N)
    Y = Z + b  # (..., N) + (N,): every row takes the same b

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # Y[i,n] = Z[i,n] + b[n] has slope 1 in Z[i,n]: dZ = dY, and the product's own backward does the rest.
        gradients = backward_of_Z(dY)  # dx (..., K), dW (K, N)
        # dY[i,n]/db[m] = [n = m] for every row i, so the sum over rows is all that is left of the chain rule.
        gradients["b"] = dY.reshape(-1, len(b)).sum(axis=0)  # (rows, N) -> (N,)
        return gradients

    return Y, backward
    ### END SOLUTION
