"""mean_last_axis, written other ways."""

import numpy as np


def product_with_weights(x):
    """The mean of a row is its product with a column of 1/K; the gradient is an outer product with it."""
    weights = np.full(x.shape[-1], 1 / x.shape[-1])
    return x @ weights, lambda dY: {"x": np.multiply.outer(dY, weights)}


def broadcast(x):
    """NumPy's own mean; the transpose of a mean is a broadcast and a division."""

    def backward(dY):
        return {"x": np.broadcast_to(np.expand_dims(dY, -1), x.shape) / x.shape[-1]}

    return x.mean(axis=-1), backward


def shifted(x):
    """The mean as the first entry and the mean distance from it; the gradient as ones, scaled."""
    first = x[..., :1]

    def backward(dY):
        return {"x": np.ones_like(x) * dY[..., None] * (1.0 / x.shape[-1])}

    return first[..., 0] + (x - first).mean(axis=-1), backward
