"""Reference forwards of part 03."""

from __future__ import annotations

import numpy as np


def matmul(x, W):
    """x (..., K), W (K, N) -> (..., N)."""
    return np.einsum("...k,kn->...n", x, W)


def add(a, b):
    """a and b of shapes that broadcast."""
    return np.add(a, b)


def multiply(a, b):
    """a and b of shapes that broadcast."""
    return np.multiply(a, b)


def add_bias(x, b):
    """x (..., N), b (N,) -> (..., N)."""
    return x + b


def scale(x, c):
    """x of any shape, c a number."""
    return np.multiply(x, c)


def relu(x):
    """x of any shape; complex x is judged by its real part, so that the result is analytic away from 0."""
    return np.where(np.real(x) > 0, x, 0)


def gelu(x):
    """x of any shape; erf takes complex numbers."""
    from scipy.special import erf  # 0.2 s, which no other exercise should wait for

    return 0.5 * x * (1 + erf(x * np.sqrt(0.5)))


def gelu_tanh(x):
    """x of any shape."""
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x * x * x)))


def linear(x, W, b):
    """x (..., K), W (K, N), b (N,) -> (..., N)."""
    return np.einsum("...k,kn->...n", x, W) + b


def sum_all(x):
    """x of any shape -> ()."""
    return np.sum(x)


def sum_last_axis(x):
    """x (..., K) -> (...)."""
    return np.einsum("...k->...", x)


def mean_last_axis(x):
    """x (..., K) -> (...)."""
    return np.einsum("...k->...", x) / x.shape[-1]


def transpose(x, axes):
    """Axis k of the result is axis axes[k] of x."""
    return np.einsum(x, range(x.ndim), list(axes))


def reshape(x, shape):
    """x under another shape, the last axis fastest."""
    return np.array(list(x.flat)).reshape(shape)
