"""sum_all: add up every entry, for x of any shape.

Forward   S = sum_i x[i], i over all entries
Given     dS, a number, the upstream gradient of S
Wanted    dx, of x's shape
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [[1, 2, 3], [4, 5, 6]] and dS = -2.5. What is dx?
by_hand = {"dx": None}

# As index formulas of x[I,K], S and dS: what is dx?
formula = {"dx": None}


def sum_all(x: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return the sum of all entries of x, one number of shape (), and its backward.

    backward(dS) takes one number and returns {"x": dx}, of x's shape.
    """
    raise NotImplementedError(
        "sum_all: derive dx, of x's shape."
    )
