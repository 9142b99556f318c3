"""multiply: the entrywise product of two arrays that NumPy broadcasts to one shape.

Forward   Y = a * b, entry by entry, each repeated along the axes that it lacks or has with size 1
Given     dY, the upstream gradient of Y, of Y's shape
Wanted    da of a's shape and db of b's shape
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

from .add import sum_to_shape

# By hand: a = [1, 2, 3], b = [[2], [-1]], dY = [[1, 2, -1], [0, 3, 5]]. What are da and db?
by_hand = {"da": [2, 1, -7], "db": [[2], [21]]}

# As index formulas of a[I,N], b[N] and dY[I,N]: what are da and db?
formula = {
    "da": "da[i,n] = dY[i,n] * b[n]",
    "db": "db[n] = sum[i](dY[i,n] * a[i,n])",
}


def multiply(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = a * b and its backward, for a and b of any two shapes that broadcast, 0-d among them.

    backward(dY) returns {"a": da, "b": db}, of the shapes of a and b.
    """
    ### BEGIN SOLUTION
    Y = a * b  # the two shapes, broadcast

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # At each place of Y the slope by one factor is the other factor, as it stood at that very place:
        # so multiply first, at Y's shape, and only then add up what the repeated entries receive.
        da = sum_to_shape(dY * b, a.shape)  # Y's shape -> a's
        db = sum_to_shape(dY * a, b.shape)  # Y's shape -> b's
        return {"a": da, "b": db}

    return Y, backward
    ### END SOLUTION
