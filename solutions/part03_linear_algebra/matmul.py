"""matmul: multiply rows by a matrix, for x of any rank of 2 or more.

Forward   Y[..., n] = sum_k x[..., k] W[k, n]
Given     dY (..., N), the upstream gradient of Y
Wanted    dx (..., K) and dW (K, N)
Source    Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.5.6
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [[1, 2]], W = [[3, 4, 5], [6, 7, 8]], dY = [[1, 0, -1]]. What are dx and dW?
by_hand = {"dx": [[-2, -2]], "dW": [[1, 0, -1], [2, 0, -2]]}

# As index formulas of x[I,K], W[K,N], Y[I,N] and dY[I,N]: what are dx and dW?
formula = {
    "dx": "dx[i,k] = sum[n](dY[i,n] * W[k,n])",
    "dW": "dW[k,n] = sum[i](x[i,k] * dY[i,n])",
}


def matmul(x: np.ndarray, W: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = x W (..., N) and its backward, for x (..., K) and W (K, N).

    backward(dY) returns {"x": dx (..., K), "W": dW (K, N)}.
    """
    ### BEGIN SOLUTION
    K, N = W.shape
    Y = x @ W  # (..., N)

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # Y[i,n] = sum_k x[i,k] W[k,n], so dY[i,n]/dx[i,k] = W[k,n]: sum over the index that x lacks, n.
        dx = dY @ W.T  # (..., N) (N, K) -> (..., K)
        # W serves every row i, so its gradient sums over all of them: every leading axis becomes one.
        dW = x.reshape(-1, K).T @ dY.reshape(-1, N)  # (K, rows) (rows, N) -> (K, N)
        return {"x": dx, "W": dW}

    return Y, backward
    ### END SOLUTION
