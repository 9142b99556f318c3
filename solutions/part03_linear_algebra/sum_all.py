"""sum_all: add up every entry, for x of any shape.

Forward   S = sum_i x[i], i over all entries
Given     dS, a number, the upstream gradient of S
Wanted    dx, of x's shape
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [[1, 2, 3], [4, 5, 6]] and dS = -2.5. What is dx?
by_hand = {"dx": [[-2.5, -2.5, -2.5], [-2.5, -2.5, -2.5]]}

# As index formulas of x[I,K], S and dS: what is dx?
formula = {"dx": "dx[i,k] = dS"}


def sum_all(x: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return the sum of all entries of x, one number of shape (), and its backward.

    backward(dS) takes one number and returns {"x": dx}, of x's shape.
    """
    ### BEGIN SOLUTION
    S = x.sum()  # any shape -> ()

    def backward(dS: np.ndarray) -> dict[str, np.ndarray]:
        # S = x[0] + x[1] + ...: each entry enters once, with slope dS/dx[i] = 1, so each receives dS whole.
        dx = np.full_like(x, dS)  # () -> x's shape
        return {"x": dx}

    return S, backward
    ### END SOLUTION
