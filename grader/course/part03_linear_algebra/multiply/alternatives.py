"""Right alternatives to multiply: correct answers, written in other ways."""

import numpy as np


def one_axis_at_a_time(a, b):
    """Sum the leading axes away one by one, then those of size 1 with keepdims."""

    def backward(dY):
        return {"a": _shrink(dY * b, a.shape), "b": _shrink(dY * a, b.shape)}

    return np.multiply(a, b), backward


def _shrink(d, shape):
    while d.ndim > len(shape):
        d = d.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            d = d.sum(axis=axis, keepdims=True)
    return d


def einsum(a, b):
    """Let einsum multiply and sum in one call: it keeps the input's own axes and sums over the others."""
    shape = np.broadcast_shapes(a.shape, b.shape)

    def product_of(dY, other, own):
        ahead = len(shape) - own.ndim
        kept = [axis for axis in range(len(shape)) if axis >= ahead and own.shape[axis - ahead] != 1]
        axes = list(range(len(shape)))
        return np.einsum(dY, axes, np.broadcast_to(other, shape), axes, kept).reshape(own.shape)

    return a * b, lambda dY: {"a": product_of(dY, b, a), "b": product_of(dY, a, b)}


def loop(a, b):
    """A loop over the entries of Y, as in the index notation."""
    shape = np.broadcast_shapes(a.shape, b.shape)
    read_a = np.broadcast_to(np.arange(a.size).reshape(a.shape), shape).ravel()
    read_b = np.broadcast_to(np.arange(b.size).reshape(b.shape), shape).ravel()

    def backward(dY):
        da, db = np.zeros(a.size), np.zeros(b.size)
        for d, i, j in zip(np.ravel(dY), read_a, read_b, strict=True):
            da[i] += d * b.flat[j]
            db[j] += d * a.flat[i]
        return {"a": da.reshape(a.shape), "b": db.reshape(b.shape)}

    return a * b, backward
