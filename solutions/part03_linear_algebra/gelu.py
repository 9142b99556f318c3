"""gelu: each entry times the chance that a standard normal variable is below it; the exact form.

Forward   Y = x Phi(x), entry by entry, with Phi(x) = (1 + erf(x / sqrt 2)) / 2
Given     dY, the upstream gradient of Y, of x's shape
Wanted    dx of x's shape
Source    Hendrycks and Gimpel, Gaussian error linear units (2016)
"""

import math
from collections.abc import Callable

import numpy as np
from scipy.special import erf

# By hand: x = [0, 1, -1], dY = [2, 1, -3]. What is dx? Use Phi(1) = 0.8413, and that the density of the standard
# normal distribution is 0.2420 at 1.
by_hand = {"dx": [1, 1.0833155, 0.2499464]}

# As index formulas of x[I,N], Y[I,N] and dY[I,N]: what is dx?
formula = {
    "dx": """
        Phi[i,n] = (1 + erf(x[i,n] / sqrt(2))) / 2
        phi[i,n] = exp(-x[i,n]**2 / 2) / sqrt(2*pi)
        dx[i,n] = dY[i,n] * (Phi[i,n] + x[i,n] * phi[i,n])
    """,
}


def gelu(x: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = x Phi(x) and its backward, for x of any shape, with the exact erf (scipy.special.erf).

    backward(dY) returns {"x": dx}, of x's shape.
    """
    ### BEGIN SOLUTION
    cdf = 0.5 * (1 + erf(x / math.sqrt(2)))  # Phi(x)
    Y = x * cdf

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # erf'(u) = 2/sqrt(pi) exp(-u^2), and u = x/sqrt(2) brings its own factor 1/sqrt(2). So
        # Phi'(x) = 1/2 * 2/sqrt(pi) * exp(-x^2/2) * 1/sqrt(2) = exp(-x^2/2) / sqrt(2 pi): the normal density.
        pdf = np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
        # x stands in both factors of x Phi(x), so the product rule has two terms.
        dx = dY * (cdf + x * pdf)
        return {"x": dx}

    return Y, backward
    ### END SOLUTION
