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
by_hand = {"dx": None, "dgamma": None, "dbeta": None}

# As index formulas of x[N,D], gamma[D], beta[D], eps, mu[N], sigma[N], xhat[N,D] and dY[N,D]: what are dx, dgamma and
# dbeta? sigma is sqrt(var + eps).
formula = {"dx": None, "dgamma": None, "dbeta": None}


def layer_norm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float = 1e-5) -> tuple[np.ndarray, Callable]:
    """Return Y (..., D) and its backward, for x (..., D), gamma (D,) and beta (D,).

    backward(dY) returns {"x": dx (..., D), "gamma": dgamma (D,), "beta": dbeta (D,)}.
    """
    raise NotImplementedError(
        "layer_norm: derive dx (..., D), dgamma (D,) and dbeta (D,)."
    )
