"""Right alternatives to mean_last_axis: correct answers, written in other ways."""

import numpy as np


def product_with_weights(x):
    """The mean of a row is its product with a column of 1/K; the gradient is an outer product with it."""
    weights = np.full(x.shape[-1], 1 / x.shape[-1])
    return x @ weights, lambda dY: {"x": np.multiply.outer(dY, weights)}


def broadcast(x):
    """np.mean; its transpose is a broadcast and a division."""

    def backward(dY):
        return {"x": np.broadcast_to(np.expand_dims(dY, -1), x.shape) / x.shape[-1]}

    return x.mean(axis=-1), backward


def shifted(x):
    """The first entry plus the mean difference from it; the gradient as scaled ones."""
    first = x[..., :1]

    def backward(dY):
        return {"x": np.ones_like(x) * dY[..., None] * (1.0 / x.shape[-1])}

    return first[..., 0] + (x - first).mean(axis=-1), backward
