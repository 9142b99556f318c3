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
by_hand = {"dx": None}

# As index formulas of x[I,N], Y[I,N] and dY[I,N]: what is dx?
formula = {"dx": None}


def gelu(x: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = x Phi(x) and its backward, for x of any shape, with the exact erf (scipy.special.erf).

    backward(dY) returns {"x": dx}, of x's shape.
    """
    raise NotImplementedError(
        "gelu: derive dx of x's shape."
    )
