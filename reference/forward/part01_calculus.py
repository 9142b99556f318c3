"""Reference forwards of part 01."""

from __future__ import annotations

import numpy as np


def central_difference(f, x, eps=1e-6):
    """The derivative of the named function, by calculus: what a difference of any step comes near to."""
    x = np.asarray(x, dtype=np.float64)
    place, total = 1.0 + np.arange(x.size).reshape(x.shape), x.sum()
    if f == "quadratic":
        return total + 2 * place * x
    if f == "cubic":
        return total**2 / 2 + 3 * place * x**2
    if f == "sines":
        return place * np.cos(x) + np.cos(total)
    return np.exp(x) / np.exp(x).sum()


def squared_error(x, w, b, y):
    """Four inputs of one shape -> L of that shape."""
    return np.square(np.multiply(x, w) + (b - y))
