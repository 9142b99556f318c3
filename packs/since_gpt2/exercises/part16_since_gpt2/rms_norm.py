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
by_hand = {"dx": None, "dgamma": None}

# As index formulas of x[N,D], gamma[D], eps, rms[N], xhat[N,D] and dY[N,D]: what are dx and dgamma? rms is
# sqrt(mean(x^2) + eps).
formula = {"dx": None, "dgamma": None}


def rms_norm(x: np.ndarray, gamma: np.ndarray, eps: float = 1e-5) -> tuple[np.ndarray, Callable]:
    """Return Y (..., D) and its backward, for x (..., D) and gamma (D,).

    backward(dY) returns {"x": dx (..., D), "gamma": dgamma (D,)}.
    """
    raise NotImplementedError(
        "rms_norm: derive dx (..., D) and dgamma (D,)."
    )
