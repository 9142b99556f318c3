"""scale: an array times a fixed number, such as the 1/sqrt(d) of attention.

Forward   Y = c x, for a number c that is not learned
Given     dY, the upstream gradient of Y, of x's shape
Wanted    dx of x's shape; c is a constant and gets no gradient
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [1, -2, 3], c = 0.5, dY = [4, 2, -6]. What is dx?
by_hand = {"dx": [2, 1, -3]}

# As index formulas of x[I,N], c and dY[I,N]: what is dx?
formula = {"dx": "dx[i,n] = c * dY[i,n]"}


def scale(x: np.ndarray, c: float) -> tuple[np.ndarray, Callable]:
    """Return Y = c x and its backward, for x of any shape and c a plain Python number.

    backward(dY) returns {"x": dx}, of x's shape.
    """
    ### BEGIN SOLUTION
    Y = c * x

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # Y[i] = c x[i], so the only slope is dY[i]/dx[i] = c, the same at every entry and whatever x is.
        dx = c * dY
        return {"x": dx}

    return Y, backward
    ### END SOLUTION
