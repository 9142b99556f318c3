"""Right alternatives to sum_all: correct answers, written in other ways."""

import math

import numpy as np


def product_with_ones(x):
    """The sum as a product with a row of ones; the gradient is that row times dS."""
    ones = np.ones(x.size, x.dtype)

    def backward(dS):
        return {"x": (dS * ones).reshape(x.shape)}

    return ones @ x.reshape(-1), backward


def entry_by_entry(x):
    """Return a Python float from math.fsum, and build the gradient entry by entry."""

    def backward(dS):
        return {"x": np.array([float(dS) for _ in x.flat]).reshape(x.shape)}

    return math.fsum(x.flat), backward


def broadcast(x):
    """The transpose of a sum is a broadcast: the gradient is a read-only view."""
    return np.einsum("i->", x.ravel()), lambda dS: {"x": np.broadcast_to(dS, x.shape)}
