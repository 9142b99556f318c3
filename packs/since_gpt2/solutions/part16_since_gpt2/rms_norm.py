"""rms_norm: bring every row to a root mean square of 1, then scale it by learned numbers; no mean is taken off.

Forward   y[..., d] = gamma[d] xhat[..., d], xhat = x / sqrt(mean(x^2) + eps), with the mean over the last axis
Given     dY (..., D), the upstream gradient of y
Wanted    dx (..., D) and dgamma (D,)
Source    Zhang and Sennrich, Root Mean Square Layer Normalization (2019), section 4
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [[1, 1, 3, 1], [3, 1, -1, -1]], gamma = [2, 1, -1, 3], dY = [[1, 3, 1, 2], [2, 0, 1, 3]], and eps = 1,
# which makes sqrt(mean(x^2) + eps) a whole number. What are dx and dgamma?
by_hand = {
    "dx": [[0.75, 1.25, -1.25, 2.75], [1.625, -0.125, -0.375, 4.625]],
    "dgamma": [3.5, 1.5, 1, -0.5],
}

# As index formulas of x[N,D], gamma[D], eps, rms[N], xhat[N,D] and dY[N,D]: what are dx and dgamma? rms is
# sqrt(mean(x^2) + eps).
formula = {
    "dx": """
        g[n,d] = gamma[d] * dY[n,d]
        dx[n,i] = (g[n,i] - xhat[n,i] * mean[d](g[n,d] * xhat[n,d])) / rms[n]
    """,
    "dgamma": "dgamma[d] = sum[n](dY[n,d] * xhat[n,d])",
}


def rms_norm(x: np.ndarray, gamma: np.ndarray, eps: float = 1e-5) -> tuple[np.ndarray, Callable]:
    """Return Y (..., D) and its backward, for x (..., D) and gamma (D,).

    backward(dY) returns {"x": dx (..., D), "gamma": dgamma (D,)}.
    """
    ### BEGIN SOLUTION
    D = x.shape[-1]
    mean_square = np.vecdot(x, x, keepdims=True) / D  # (..., 1)
    inverse_rms = 1 / np.sqrt(mean_square + eps)  # (..., 1)
    x_hat = x * inverse_rms  # (..., D)
    Y = gamma * x_hat  # (..., D)

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # gamma[d] serves every row n: dY[n,d]/dgamma[d] = xhat[n,d], summed over n.
        rows = dY.reshape(-1, D)  # (..., D) -> (N, D)
        dgamma = np.einsum("nd,nd->d", rows, x_hat.reshape(-1, D))  # (N, D) (N, D) -> (D,)
        # x[i] reaches xhat[d] by two ways: itself where i = d, and through rms = sqrt(mean(x^2) + eps):
        # drms/dx[i] = (2 x[i] / D) / (2 rms) = xhat[i] / D, so
        # dxhat[d]/dx[i] = (delta[d,i] - xhat[d] xhat[i] / D) / rms. Contract that with g[d] = dL/dxhat[d]:
        g = gamma * dY  # (..., D)
        along = np.vecdot(g, x_hat, keepdims=True) / D  # (..., 1)
        dx = inverse_rms * (g - along * x_hat)  # (..., D)
        return {"x": dx, "gamma": dgamma}

    return Y, backward
    ### END SOLUTION
