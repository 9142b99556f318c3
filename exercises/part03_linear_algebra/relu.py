"""relu: keep what is positive, replace the rest by 0.

Forward   Y = max(x, 0), entry by entry
Given     dY, the upstream gradient of Y, of x's shape
Wanted    dx of x's shape
Source    Nair and Hinton, Rectified linear units improve restricted Boltzmann machines (2010)
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [[-2, -0.5], [0.5, 3]], dY = [[1, 2], [3, -4]]. What is dx?
by_hand = {"dx": None}

# As index formulas of x[I,N], Y[I,N] and dY[I,N]: what is dx?
formula = {"dx": None}


def relu(x: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = max(x, 0) and its backward, for x of any shape.

    backward(dY) returns {"x": dx}, of x's shape. At x = 0 there is a kink and no derivative; PyTorch takes 0 there.
    """
    raise NotImplementedError(
        "relu: derive dx of x's shape."
    )
