"""Driver: central_difference. The function f is chosen by name, so that it can be sent to the sandbox."""

import numpy as np


def _coefficients(x):
    """Return 1, 2, 3, ... in x's shape, so that no two entries of x are interchangeable."""
    return np.arange(1, x.size + 1).reshape(x.shape)


FUNCTIONS = {
    "quadratic": lambda x: np.sum(x) ** 2 / 2 + np.sum(_coefficients(x) * x * x),
    "cubic": lambda x: np.sum(x) ** 3 / 6 + np.sum(_coefficients(x) * x * x * x),
    "sines": lambda x: np.sum(_coefficients(x) * np.sin(x)) + np.sin(np.sum(x)),
    "log-sum-exp": lambda x: np.log(np.sum(np.exp(x))),
}
"""Functions of all of x together: each partial derivative depends on the other entries."""


def drive(central_difference, f, x, eps=None):
    """Differentiate the function named `f` at x, with the default step where the case gives none."""

    def function(at):
        if not isinstance(at, (np.ndarray, np.generic)):
            raise TypeError(f"f was called with a {type(at).__name__}; it takes an array of x's shape, {x.shape}")
        if np.shape(at) != x.shape:
            raise ValueError(f"f was called with shape {np.shape(at)}; it takes an array of x's shape, {x.shape}")
        return float(FUNCTIONS[f](np.asarray(at)))

    gradient = central_difference(function, x) if eps is None else central_difference(function, x, eps)
    # Differences are taken in float64 whatever x's dtype is: a float64 gradient of a float32 x is correct.
    return gradient.astype(x.dtype) if isinstance(gradient, np.ndarray) and x.dtype == np.float32 else gradient
