"""The programs of part 08 on torch.Tensor."""

from __future__ import annotations

import torch


def is_refused(which, a):
    """Return 1 where PyTorch refuses this meaningless call of backward, else 0."""
    try:
        _WRONG_CALLS[which](a)
    except RuntimeError:
        return 1.0
    return 0.0


def _under_no_grad(a):
    with torch.no_grad():
        y = (a * a).sum()
    y.backward()


_WRONG_CALLS = {
    "no upstream for many numbers": lambda a: (a * a).backward(),
    "an entry too many": lambda a: (a * a).backward(torch.ones(a.numel() + 1)),
    "an axis too many": lambda a: (a * a).backward(torch.ones(2, *a.shape)),
    "an axis of one too many": lambda a: (a * a).backward(torch.ones(1, *a.shape)),
    "one number for many": lambda a: (a * a).backward(torch.ones(())),
    "one row for many": lambda a: (a * a).backward(torch.ones(a.shape[1:])),
    "the axes reversed": lambda a: (a * a).backward(torch.ones(a.shape[::-1])),
    "all entries in a row": lambda a: (a * a).backward(torch.ones(a.numel())),
    "an array of one for one number": lambda a: (a * a).sum().backward(torch.ones(1)),
    "a sum of constants": lambda a: (a.detach() * 2).sum().backward(),
    "a constant itself": lambda a: a.detach().sum().backward(torch.ones(())),
    "recorded under no_grad": _under_no_grad,
}


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


def _every_side(a, b):
    y = (b - a) * b / (a * a + 1) + (b.T @ a).sum() + (0.5 - a) * 3
    y = y + (a @ b.T).mean() + b * a - (a - b) / b * 2
    return y + b / (2.5 + a * a) + (b + a) * (1.5 * a) - (a + b[0]) / 4


def _three_results(a, b):
    h = a * b
    return h * a + h / b + h


def _many_ways(a, b):
    for _ in range(60):
        a = a + a
    return a


PROGRAMS = {
    "x + x": lambda a, b: a + a,
    "operators": _operators,
    "diamond": _diamond,
    "x @ x": lambda a, b: a @ a,
    "x * x": lambda a, b: a * a,
    "x * x * x": lambda a, b: a * a * a,
    "polynomial": lambda a, b: (a * a + a) * a,
    "uneven paths": _uneven,
    "matmul": _matmul,
    "quotient": torch.div,
    "views": lambda a, b: (a.permute(2, 0, 1).reshape(4, 6) * b.T).reshape(8, 3).T,
    "arrays and numbers": _every_side,
    "an op of several arguments": lambda a, b: torch.tanh(a) * b[[2, 0, 2]],
    "backward twice": _product_and_quotient,
    "one number": _product_and_quotient,
    "zero_grad between": _product_and_quotient,
    "three results": _three_results,
    "one number, weighted": lambda a, b: (a * b).sum(),
    "a leaf's own": lambda a, b: a * 1.0,
    "a leaf's own, twice": lambda a, b: a * 1.0,
    "equal leaves": lambda a, b: 2 * a + b**2,
    "constants": lambda a, b: (a + 2) * b.detach(),
    "one number spread": lambda a, b: a.sum(),
    "a constant of no_grad": lambda a, b: a * b * (2 * a * b).detach(),
    "one array for two": lambda a, b: a + b + a,
    "in place afterwards": lambda a, b: a + b,
    "no_grad": _product_and_quotient,
    "freed": _product_and_quotient,
    "float32": lambda a, b: ((a * 2.5 + 0.3) / (b * b + 1) - 2**0.5 * a + 2 / (a * a + 1)).mean(),
    "chain": lambda a, b: a * 1.0,
    "many ways": _many_ways,
}
