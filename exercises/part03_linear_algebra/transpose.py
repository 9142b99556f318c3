"""transpose: put the axes in another order.

Forward   Y[i_axes[0], i_axes[1], ...] = x[i_0, i_1, ...]
Given     dY, the upstream gradient of Y, of Y's shape
Wanted    dx, of x's shape
Source    the chain rule
"""

from collections.abc import Callable, Sequence

import numpy as np

# By hand: x has shape (1, 2, 3), axes = (2, 0, 1), dY = [[[1, 2]], [[3, 4]], [[5, 6]]]. What is dx?
by_hand = {"dx": None}

# As index formulas of x[A,B,C], Y[C,A,B] and dY[C,A,B]: what is dx? Take axes = (2, 0, 1).
formula = {"dx": None}


def transpose(x: np.ndarray, axes: Sequence[int]) -> tuple[np.ndarray, Callable]:
    """Return Y, whose axis k is axis axes[k] of x, and its backward. axes is a permutation of 0, ..., x.ndim - 1.

    Y may be a view of x. backward(dY) returns {"x": dx}, of x's shape.
    """
    raise NotImplementedError(
        "transpose: derive dx, of x's shape."
    )
