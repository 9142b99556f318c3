"""PyTorch's forwards of part 03."""

from __future__ import annotations

import torch


def matmul(x, W):
    """x (..., K), W (K, N) -> (..., N)."""
    return torch.matmul(x, W)


def add(a, b):
    """a and b of shapes that broadcast."""
    return torch.add(a, b)


def multiply(a, b):
    """a and b of shapes that broadcast."""
    return torch.mul(a, b)


def add_bias(x, b):
    """x (..., N), b (N,) -> (..., N)."""
    return x + b


def scale(x, c):
    """x of any shape, c a number."""
    return c * x


def relu(x):
    """x of any shape."""
    return torch.nn.functional.relu(x)


def gelu(x):
    """x of any shape."""
    return torch.nn.functional.gelu(x, approximate="none")


def gelu_tanh(x):
    """x of any shape."""
    return torch.nn.functional.gelu(x, approximate="tanh")


def linear(x, W, b):
    """x (..., K), W (K, N), b (N,) -> (..., N)."""
    return torch.nn.functional.linear(x, W.T, b)


def sum_all(x):
    """x of any shape -> ()."""
    return torch.sum(x)


def sum_last_axis(x):
    """x (..., K) -> (...)."""
    return torch.sum(x, dim=-1)


def mean_last_axis(x):
    """x (..., K) -> (...)."""
    return torch.mean(x, dim=-1)


def transpose(x, axes):
    """Axis k of the result is axis axes[k] of x."""
    return torch.permute(x, axes)


def reshape(x, shape):
    """x under another shape, the last axis fastest."""
    return torch.reshape(x, shape)
