"""add: the sum of two arrays that NumPy broadcasts to one shape.

Forward   Y = a + b, each repeated along the axes that it lacks or has with size 1
Given     dY, the upstream gradient of Y, of Y's shape
Wanted    da of a's shape and db of b's shape
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: a = [1, 2, 3], b = [[10], [20]], dY = [[1, 2, -1], [0, 3, 5]]. What are da and db?
by_hand = {"da": None, "db": None}

# As index formulas of a[I,N], b[N] and dY[I,N]: what are da and db?
formula = {"da": None, "db": None}


def sum_to_shape(d: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Return d summed over the axes along which an array of `shape` was repeated to d's shape; the result has `shape`.

    The shapes are aligned at their last axes, as broadcasting does. `shape` may be () or have axes of size 1.
    """
    raise NotImplementedError(
        "add: write sum_to_shape. Return d summed over the axes along which an array of `shape` was "
        "repeated to d's shape; the result has `shape`."
    )


def add(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = a + b and its backward, for a and b of any two shapes that broadcast, 0-d among them.

    backward(dY) returns {"a": da, "b": db}, of the shapes of a and b.
    """
    raise NotImplementedError(
        "add: derive da of a's shape and db of b's shape."
    )
