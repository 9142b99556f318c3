"""scale: an array times a fixed number, such as the 1/sqrt(d) of attention.

Forward   Y = c x, for a number c that is not learned
Given     dY, the upstream gradient of Y, of x's shape
Wanted    dx of x's shape; c is a constant and gets no gradient
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [1, -2, 3], c = 0.5, dY = [4, 2, -6]. What is dx?
by_hand = {"dx": None}

# As index formulas of x[I,N], c and dY[I,N]: what is dx?
formula = {"dx": None}


def scale(x: np.ndarray, c: float) -> tuple[np.ndarray, Callable]:
    """Return Y = c x and its backward, for x of any shape and c a plain Python number.

    backward(dY) returns {"x": dx}, of x's shape.
    """
    raise NotImplementedError(
        "scale: derive dx of x's shape; c is a constant and gets no gradient."
    )
