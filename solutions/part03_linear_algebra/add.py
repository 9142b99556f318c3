"""add: the sum of two arrays that NumPy broadcasts to one shape.

Forward   Y = a + b, each repeated along the axes that it lacks or has with size 1
Given     dY, the upstream gradient of Y, of Y's shape
Wanted    da of a's shape and db of b's shape
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: a = [1, 2, 3], b = [[10], [20]], dY = [[1, 2, -1], [0, 3, 5]]. What are da and db?
by_hand = {"da": [1, 5, 4], "db": [[2], [8]]}

# As index formulas of a[I,N], b[N] and dY[I,N]: what are da and db?
formula = {
    "da": "da[i,n] = dY[i,n]",
    "db": "db[n] = sum[i](dY[i,n])",
}


def sum_to_shape(d: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Return d summed over the axes along which an array of `shape` was repeated to d's shape; the result has `shape`.

    The shapes are aligned at their last axes, as broadcasting does. `shape` may be () or have axes of size 1.
    """
    ### BEGIN SOLUTION
    lacking = d.ndim - len(shape)  # broadcasting puts the missing axes in front
    aligned = (1,) * lacking + tuple(shape)
    repeated = tuple(axis for axis in range(d.ndim) if aligned[axis] == 1)
    if not repeated:
        return d  # nothing was broadcast, and summing over no axis would copy
    # A copy that was read n times receives n gradients, and they add up.
    return d.sum(axis=repeated).reshape(shape)  # d's shape -> shape
    ### END SOLUTION


def add(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = a + b and its backward, for a and b of any two shapes that broadcast, 0-d among them.

    backward(dY) returns {"a": da, "b": db}, of the shapes of a and b.
    """
    ### BEGIN SOLUTION
    Y = a + b  # the two shapes, broadcast

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # Y[i] = a[p(i)] + b[q(i)], where p and q say which entry is read at place i. So dY[i]/da[j] = [p(i) = j]:
        # da[j] is the sum of dY over all places i that read a[j].
        return {"a": sum_to_shape(dY, a.shape), "b": sum_to_shape(dY, b.shape)}

    return Y, backward
    ### END SOLUTION
