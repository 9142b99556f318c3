"""How central_difference is asked."""

import numpy as np


def _places(x):
    """1, 2, 3, ... in x's shape: no two entries of x play the same part, so none can stand for another."""
    return np.arange(1, x.size + 1).reshape(x.shape)


FUNCTIONS = {
    "quadratic": lambda x: np.sum(x) ** 2 / 2 + np.sum(_places(x) * x * x),
    "cubic": lambda x: np.sum(x) ** 3 / 6 + np.sum(_places(x) * x * x * x),
    "sines": lambda x: np.sum(_places(x) * np.sin(x)) + np.sin(np.sum(x)),
    "log-sum-exp": lambda x: np.log(np.sum(np.exp(x))),
}
"""Functions of all of x at once: each entry's slope depends on where the others stand."""


def drive(central_difference, f, x, eps=None):
    """Ask about the function named f, with the default step where the case gives none."""

    def function(at):
        if np.shape(at) != x.shape:
            raise ValueError(f"f was called with shape {np.shape(at)}; it takes an array of x's shape, {x.shape}")
        return float(FUNCTIONS[f](np.asarray(at)))

    gradient = central_difference(function, x) if eps is None else central_difference(function, x, eps)
    # A difference is taken in float64 whatever x is: that the answer is wider than a float32 x is no fault.
    return gradient.astype(x.dtype) if isinstance(gradient, np.ndarray) and x.dtype == np.float32 else gradient
