"""squared_error: how wrong a straight line is about one point; the chain rule in three links.

Forward   L = (x w + b - y)^2, of numbers or entry by entry of arrays of one shape
Given     dL, the upstream gradient of L, of L's shape
Wanted    dx, dw, db and dy, each of x's shape
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: x = 2, w = 3, b = 1, y = 5, and the upstream gradient dL = 3. What are dx, dw, db and dy?
by_hand = {"dx": None, "dw": None, "db": None, "dy": None}


def squared_error(x: np.ndarray, w: np.ndarray, b: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return L = (x w + b - y)^2 and its backward, for four numbers (arrays without axes) or four arrays of one shape.

    backward(dL) returns {"x": dx, "w": dw, "b": db, "y": dy}, each of the shape of L.
    """
    raise NotImplementedError(
        "squared_error: derive dx, dw, db and dy, each of x's shape."
    )
