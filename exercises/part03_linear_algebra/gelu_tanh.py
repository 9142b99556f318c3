"""gelu_tanh: GELU with tanh in the place of erf, the form that GPT-2's weights were trained with.

Forward   Y = x (1 + tanh u) / 2, entry by entry, with u = sqrt(2/pi) (x + 0.044715 x^3)
Given     dY, the upstream gradient of Y, of x's shape
Wanted    dx of x's shape
Source    Hendrycks and Gimpel, Gaussian error linear units (2016), where this form is the approximation
"""

import math
from collections.abc import Callable

import numpy as np

ROOT = math.sqrt(2 / math.pi)
CUBIC = 0.044715

# By hand: x = [0, 1, -1], dY = [2, 1, -3]. What is dx? Use tanh u = 0.6824 at x = 1.
by_hand = {"dx": None}

# As index formulas of x[I,N], Y[I,N], dY[I,N], ROOT and CUBIC: what is dx?
formula = {"dx": None}


def gelu_tanh(x: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = x (1 + tanh u) / 2, with u = ROOT (x + CUBIC x^3), and its backward, for a float x of any shape.

    backward(dY) returns {"x": dx}, of x's shape.
    """
    raise NotImplementedError(
        "gelu_tanh: derive dx of x's shape."
    )
