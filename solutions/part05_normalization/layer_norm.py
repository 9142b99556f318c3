"""layer_norm: give every row mean 0 and variance 1, then a scale and a shift that are learned.

Forward   y[..., d] = gamma[d] xhat[..., d] + beta[d], xhat = (x - mu) / sqrt(var + eps), where mu and
          var are the mean and the biased variance over the last axis
Given     dY (..., D), the upstream gradient of y
Wanted    dx (..., D), dgamma (D,) and dbeta (D,)
Source    Ba, Kiros and Hinton, Layer Normalization (2016), section 3
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [[1, 4, 1], [4, 1, 1]], gamma = [2, 1, -1], beta = [0, 1, 3], dY = [[1, 3, 2], [0, 1, 1]], and eps = 2,
# which makes sqrt(var + eps) a whole number. What are dx, dgamma and dbeta?
by_hand = {"dx": [[0.75, 0.5, -1.25], [0, 0.5, -0.5]], "dgamma": [-0.5, 2.5, -1.5], "dbeta": [1, 4, 3]}

# As index formulas of x[N,D], gamma[D], beta[D], eps, mu[N], sigma[N], xhat[N,D] and dY[N,D]: what are dx, dgamma and
# dbeta? sigma is sqrt(var + eps).
formula = {
    "dx": """
        g[n,d] = gamma[d] * dY[n,d]
        dx[n,i] = (g[n,i] - mean[d](g[n,d]) - xhat[n,i] * mean[d](g[n,d] * xhat[n,d])) / sigma[n]
    """,
    "dgamma": "dgamma[d] = sum[n](dY[n,d] * xhat[n,d])",
    "dbeta": "dbeta[d] = sum[n](dY[n,d])",
}


def layer_norm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float = 1e-5) -> tuple[np.ndarray, Callable]:
    """Return Y (..., D) and its backward, for x (..., D), gamma (D,) and beta (D,).

    backward(dY) returns {"x": dx (..., D), "gamma": dgamma (D,), "beta": dbeta (D,)}.
    """
    ### BEGIN SOLUTION
    D = x.shape[-1]
    mean = x.mean(axis=-1, keepdims=True)  # (..., 1)
    centred = x - mean  # (..., D)
    variance = np.vecdot(centred, centred, keepdims=True) / D  # (..., 1), of centred numbers: x*x may be huge
    inverse_sigma = 1 / np.sqrt(variance + eps)  # (..., 1)
    x_hat = centred * inverse_sigma  # (..., D)
    Y = gamma * x_hat + beta  # (..., D)

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # gamma[d] and beta[d] serve every row n: dY[n,d]/dgamma[d] = xhat[n,d] and dY[n,d]/dbeta[d] = 1, summed over n.
        rows = dY.reshape(-1, D)  # (..., D) -> (N, D)
        dgamma = np.einsum("nd,nd->d", rows, x_hat.reshape(-1, D))  # (N, D) (N, D) -> (D,)
        dbeta = rows.sum(axis=0)  # (N, D) -> (D,)
        # x[i] reaches xhat[d] by three ways: itself where i = d, through mu, and through sigma = sqrt(var + eps):
        # dmu/dx[i] = 1/D, dsigma/dx[i] = (x[i] - mu) / (D sigma) = xhat[i] / D, so
        # dxhat[d]/dx[i] = (delta[d,i] - 1/D - xhat[d] xhat[i] / D) / sigma. Contract that with g[d] = dL/dxhat[d]:
        g = gamma * dY  # (..., D)
        through_mean = g.mean(axis=-1, keepdims=True)  # (..., 1)
        through_sigma = x_hat * (np.vecdot(g, x_hat, keepdims=True) / D)  # (..., D)
        dx = inverse_sigma * (g - through_mean - through_sigma)  # (..., D)
        return {"x": dx, "gamma": dgamma, "beta": dbeta}

    return Y, backward
    ### END SOLUTION
