"""add_bias, written other ways."""

import numpy as np


def ones_times(x, b):
    """A sum over rows is a product with a row of ones."""

    def backward(dY):
        flat = dY.reshape(-1, b.size)
        return {"x": dY.copy(), "b": np.ones(len(flat)) @ flat}

    return x + b, backward


def every_axis_but_the_last(x, b):
    """Name the axes rather than merging them."""
    return x + b, lambda dY: {"x": 1.0 * dY, "b": dY.sum(axis=tuple(range(dY.ndim - 1)))}


def einsum(x, b):
    """Index notation, as it stands on paper."""
    return np.add(x, b), lambda dY: {"x": dY, "b": np.einsum("in->n", dY.reshape(-1, b.size))}
