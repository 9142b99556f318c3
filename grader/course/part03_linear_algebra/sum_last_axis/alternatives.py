"""Right alternatives to sum_last_axis: correct answers, written in other ways."""

import numpy as np


def product_with_ones(x):
    """The sum of a row is its product with a column of ones; the gradient is an outer product with it."""
    ones = np.ones(x.shape[-1], x.dtype)
    return x @ ones, lambda dY: {"x": np.multiply.outer(dY, ones)}


def broadcast(x):
    """The transpose of a sum is a broadcast: the gradient is a read-only view."""
    return np.einsum("...k->...", x), lambda dY: {"x": np.broadcast_to(np.expand_dims(dY, -1), x.shape)}


def row_by_row(x):
    """A loop over rows."""
    rows = x.reshape(-1, x.shape[-1])

    def backward(dY):
        dx = np.zeros_like(rows)
        for i, d in enumerate(dY.reshape(-1)):
            dx[i, :] = d
        return {"x": dx.reshape(x.shape)}

    return np.array([sum(row) for row in rows]).reshape(x.shape[:-1]), backward
