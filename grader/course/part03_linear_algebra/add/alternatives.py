"""Right alternatives to add: correct answers, written in other ways."""

import numpy as np


def one_axis_at_a_time(a, b):
    """Sum the leading axes away one by one, then those of size 1 with keepdims."""

    def backward(dY):
        return {"a": _shrink(dY, a.shape), "b": _shrink(dY, b.shape)}

    return a + b, backward


def _shrink(d, shape):
    while d.ndim > len(shape):
        d = d.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            d = d.sum(axis=axis, keepdims=True)
    return d


def bincount(a, b):
    """Broadcast the entries' flat indices to Y's shape, and sum dY by them with bincount."""
    shape = np.broadcast_shapes(a.shape, b.shape)

    def sum_by_entry(dY, x):
        index = np.broadcast_to(np.arange(x.size).reshape(x.shape), shape)
        return np.bincount(index.ravel(), weights=np.ravel(dY), minlength=x.size).reshape(x.shape)

    return a + b, lambda dY: {"a": sum_by_entry(dY, a), "b": sum_by_entry(dY, b)}


def explicit_jacobian(a, b):
    """Build dY[i]/da[j], which is 1 where Y[i] is computed from a[j], and contract it with the upstream gradient."""
    shape = np.broadcast_shapes(a.shape, b.shape)

    def contract(dY, x):
        jacobian = np.broadcast_to(np.eye(x.size).reshape(*x.shape, x.size), (*shape, x.size)).reshape(-1, x.size)
        return (np.ravel(dY) @ jacobian).reshape(x.shape)

    return a + b, lambda dY: {"a": contract(dY, a), "b": contract(dY, b)}
