"""sum_all, written other ways."""

import math

import numpy as np


def product_with_ones(x):
    """A sum is a product with a row of ones, whose gradient is that row times dS."""
    ones = np.ones(x.size, x.dtype)

    def backward(dS):
        return {"x": (dS * ones).reshape(x.shape)}

    return ones @ x.reshape(-1), backward


def entry_by_entry(x):
    """A plain number as the output, and one entry after the other."""

    def backward(dS):
        return {"x": np.array([float(dS) for _ in x.flat]).reshape(x.shape)}

    return math.fsum(x.flat), backward


def broadcast(x):
    """The transpose of a sum is a broadcast."""
    return np.einsum("i->", x.ravel()), lambda dS: {"x": np.broadcast_to(dS, x.shape)}
