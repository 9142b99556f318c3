"""Right alternatives to add_bias: correct answers, written in other ways."""

import numpy as np


def ones_times(x, b):
    """The sum over rows as a product with a row of ones."""

    def backward(dY):
        flat = dY.reshape(-1, b.size)
        return {"x": dY.copy(), "b": np.ones(len(flat)) @ flat}

    return x + b, backward


def every_axis_but_the_last(x, b):
    """Sum over a tuple of axes, without a reshape."""
    return x + b, lambda dY: {"x": 1.0 * dY, "b": dY.sum(axis=tuple(range(dY.ndim - 1)))}


def einsum(x, b):
    """The index notation of the derivation, as einsum."""
    return np.add(x, b), lambda dY: {"x": dY, "b": np.einsum("in->n", dY.reshape(-1, b.size))}
