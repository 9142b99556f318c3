"""multiply: the entrywise product of two arrays that NumPy broadcasts to one shape.

Forward   Y = a * b, entry by entry, each repeated along the axes that it lacks or has with size 1
Given     dY, the upstream gradient of Y, of Y's shape
Wanted    da of a's shape and db of b's shape
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part03_linear_algebra.multiply runs it, grader check judges it")

from .add import sum_to_shape

# By hand: a = [1, 2, 3], b = [[2], [-1]], dY = [[1, 2, -1], [0, 3, 5]]. What are da and db?
by_hand = {"da": None, "db": None}

# As index formulas of a[I,N], b[N] and dY[I,N]: what are da and db?
formula = {"da": None, "db": None}


def multiply(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = a * b and its backward, for a and b of any two shapes that broadcast, 0-d among them.

    backward(dY) returns {"a": da, "b": db}, of the shapes of a and b.
    """
    raise NotImplementedError(
        "multiply: derive da of a's shape and db of b's shape."
    )
