"""Expressions in two Tensors a and b, and ops, with which part 08's Tensor is tried."""

from __future__ import annotations

import numpy as np


def _diamond(a, b):
    h = a + b
    return h * 2 + 3 * h


def _uneven(a, b):
    h = a * b
    k = h * a
    return (k * h + h) * k + a


def _matmul(a, b):
    p = a @ b
    return (p * p).sum() * a.mean()


def _operators(a, b):
    return (a * b - a) / (b * b + 2) + (3 - b) / (a * a + 1.5) + 2 / (b * b + 1) * 0.5 - (-a)


def _views(a, b):
    return (a.transpose(2, 0, 1).reshape(4, 6) * b.transpose()).reshape((8, 3)).transpose((1, 0))


def _float32(a, b):
    return ((a * 2.5 + np.float64(0.3)) / (b * b + 1) - np.sqrt(2) * a + np.float64(2) / (a * a + 1)).mean()


EXPRESSIONS = {
    "x + x": lambda a, b: a + a,
    "operators": _operators,
    "diamond": _diamond,
    "x * x": lambda a, b: a * a,
    "x * x * x": lambda a, b: a * a * a,
    "polynomial": lambda a, b: (a * a + a) * a,
    "uneven paths": _uneven,
    "x @ x": lambda a, b: a @ a,
    "matmul": _matmul,
    "quotient": lambda a, b: a / b,
    "views": _views,
    "float32": _float32,
}


def product_and_quotient(a, b):
    """Use both Tensors twice."""
    return a * b / (b + a * a)


def lookup_and_squash(x, W, ids, slope=1.0):
    """tanh(slope x) W[ids]: backward names its gradients in another order than the arguments, and has none for ids."""
    squashed = np.tanh(slope * x)

    def backward(dY):
        dW = np.zeros(W.shape)
        np.add.at(dW, ids, dY * squashed)
        return {"W": dW, "x": dY * W[ids] * slope * (1 - squashed * squashed)}

    return squashed * W[ids], backward


def plus(x, y):
    """x + y: backward returns the upstream array itself, not a copy, for both arguments."""
    return x + y, lambda d: {"x": d, "y": d}


def identity(x):
    """X unchanged: the cheapest op of one argument."""
    return x, lambda d: {"x": d}


def total(x):
    """The sum of all entries: backward returns one number spread over x's shape, an array that cannot be written to."""
    return np.sum(x), lambda d: {"x": np.broadcast_to(d, x.shape)}


MOST_BACKWARDS = 1_000


def doubling_op():
    """Return an op x + y that counts how often a backward of it is called, and at 1,000 calls raises RuntimeError."""
    calls = 0

    def twice(x, y):
        def backward(d):
            nonlocal calls
            calls += 1
            if calls > MOST_BACKWARDS:
                raise RuntimeError(
                    "in a graph of 60 ops more than 1,000 backwards were called; one for each op is enough"
                )
            return {"x": d, "y": d}

        return x + y, backward

    return twice


def recording_op():
    """Return an op of five arguments, the first an array, and the list in which it notes what it is given."""
    given = []

    def note(x, ids, pair, word, nothing):
        given[:] = x, ids, pair, word, nothing
        return x * 2, lambda d: {"x": 2 * d}

    return note, given
