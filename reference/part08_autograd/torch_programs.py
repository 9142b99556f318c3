"""The programs of part 08 on torch.Tensor."""

from __future__ import annotations

import contextlib

import torch


def count_refused(a):
    """Return how many of five meaningless backward calls PyTorch refuses."""
    refused = 0.0
    for call in (
        (a * a).backward,
        lambda: (a * a).backward(torch.ones(a.numel() + 1)),
        lambda: (a * a).backward(torch.ones(2, *a.shape)),
        lambda: (a * a).backward(torch.ones(())),
        lambda: (a.detach() * 2).sum().backward(),
    ):
        with contextlib.suppress(RuntimeError):
            call()
            refused -= 1.0
        refused += 1.0
    return refused


def _product_and_quotient(a, b):
    return a * b / (a * a + b)


def _uneven(a, b):
    h = a * b
    k = h * a
    return (k * h + h) * k + a


def _diamond(a, b):
    h = a + b
    return 2 * h + h * 3


def _matmul(a, b):
    p = torch.matmul(a, b)
    return (p * p).sum() * a.mean()


def _operators(a, b):
    return (a * b - a) / (b * b + 2) + (3 - b) / (a * a + 1.5) + 2 / (b * b + 1) * 0.5 - (-a)


PROGRAMS = {
    "x + x": lambda a, b: a + a,
    "operators": _operators,
    "diamond": _diamond,
    "x * x": lambda a, b: a * a,
    "x * x * x": lambda a, b: a * a * a,
    "polynomial": lambda a, b: (a * a + a) * a,
    "uneven paths": _uneven,
    "matmul": _matmul,
    "quotient": torch.div,
    "views": lambda a, b: (a.permute(2, 0, 1).reshape(4, 6) * b.T).reshape(8, 3).T,
    "arrays and numbers": lambda a, b: (b - a) * b / (a * a + 1) + (b.T @ a).sum() + (0.5 - a) * 3,
    "an op of several arguments": lambda a, b: torch.tanh(a) * b[[2, 0, 2]],
    "backward twice": _product_and_quotient,
    "one number": _product_and_quotient,
    "zero_grad between": _product_and_quotient,
    "one array for two": lambda a, b: a + b + a,
    "in place afterwards": lambda a, b: a + b,
    "no_grad": _product_and_quotient,
    "freed": _product_and_quotient,
    "float32": lambda a, b: ((a * 2.5 + 0.3) / (b * b + 1) - 2**0.5 * a + 2 / (a * a + 1)).mean(),
    "chain": lambda a, b: a * 1.0,
}
