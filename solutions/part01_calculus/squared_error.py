"""squared_error: how wrong a straight line is about one point; the chain rule in three links.

Forward   L = (x w + b - y)^2, of numbers or entry by entry of arrays of one shape
Given     dL, the upstream gradient of L, of L's shape
Wanted    dx, dw, db and dy, each of x's shape
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: x = 2, w = 3, b = 1, y = 5, and the upstream gradient dL = 3. What are dx, dw, db and dy?
by_hand = {"dx": 36, "dw": 24, "db": 12, "dy": -12}


def squared_error(x: np.ndarray, w: np.ndarray, b: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return L = (x w + b - y)^2 and its backward, for four numbers (arrays without axes) or four arrays of one shape.

    backward(dL) returns {"x": dx, "w": dw, "b": db, "y": dy}, each of the shape of L.
    """
    ### BEGIN SOLUTION
    error = x * w + b - y
    L = error * error

    def backward(dL: np.ndarray) -> dict[str, np.ndarray]:
        # L = error^2, so L moves 2 error times as far as error does.
        d_error = dL * 2 * error
        # error = x w + b - y: it moves w times as far as x, x times as far as w, as far as b, and against y.
        return {"x": d_error * w, "w": d_error * x, "b": d_error, "y": -d_error}

    return L, backward
    ### END SOLUTION
