"""The ops and the faults of part 07 in PyTorch."""

from __future__ import annotations

import torch

OPS = {
    "square": lambda x: x**2,
    "cube": lambda x: x**3,
    "matmul": torch.matmul,
    "add_bias": torch.add,
    "multiply": torch.mul,
    "softmax": lambda x: torch.softmax(x, -1),
    "softmax_sum": lambda x: torch.softmax(x, -1).sum(-1),
    "embedding": lambda W_e, ids: torch.nn.functional.embedding(ids, W_e),
    "reshape": torch.reshape,
    "sum_all": torch.sum,
    "sizes": lambda x: x * torch.tensor([1e6] * 8 + [1.0], dtype=torch.float64),
    "uneven": lambda x: x * torch.tensor([1e6] * 8 + [0.0], dtype=torch.float64),
    "columns": lambda a, b, c: torch.stack([100 * a, 1e-8 * b, 2 * c]),
}


def _add_to_entries(amounts):
    """Return a function that adds `amounts(size)`, {flat index: amount}, to a gradient."""

    def change(g):
        flat = g.flatten().clone()
        for index, amount in amounts(len(flat)).items():
            flat[index] += amount
        return flat.reshape(g.shape)

    return change


def _noise(at_zero):
    return lambda g: _add_to_entries(lambda n: {n - 1: at_zero})(g * (1 + 1e-6))


def _quarter_in_the_middle(g):
    factors = torch.full((g.numel(),), 1.01, dtype=g.dtype)
    factors[g.numel() // 2] = 1.25
    return g * factors.reshape(g.shape)


FAULTS = {
    "": {},
    "another order": {},
    "five millionths more": {"all": lambda g: g + 5e-6 * g},
    "three hundred-thousandths more": {"all": lambda g: g + 3e-5 * g},
    "one percent less": {"all": lambda g: g * 99 / 100},
    "noise of both kinds": {"all": _noise(5e-8)},
    "too much for noise": {"all": _noise(5e-7)},
    "hundredths and a quarter": {"all": _quarter_in_the_middle},
    "infinity": {-1: _add_to_entries(lambda n: {0: torch.inf})},
    "one axis less": {-1: lambda g: g.squeeze(0)},
    "one axis more at the end": {-1: lambda g: g.unsqueeze(-1)},
    "one row": {-1: lambda g: g[:1]},
    "one column": {-1: lambda g: g[:, :1]},
    "in a row": {-1: torch.ravel},
    "not spread": {-1: lambda g: g[0, 0]},
    "a quarter more, the last left out": {0: lambda g: g * 5 / 4, 1: lambda g: None},
    "last entry of the first, the last left out": {
        0: _add_to_entries(lambda n: {n - 1: 0.25}),
        1: lambda g: None,
    },
    "zeros": {"all": torch.zeros_like},
    "last entry": {-1: _add_to_entries(lambda n: {n - 1: 0.25})},
    "middle entry": {-1: _add_to_entries(lambda n: {n // 2: 0.25})},
    "errors that cancel": {-1: _add_to_entries(lambda n: {0: 0.25, n - 1: -0.25})},
    "last entry too small": {-1: _add_to_entries(lambda n: {n - 1: -0.25})},
    "a quarter more": {"all": lambda g: g * 5 / 4},
    "a quarter less": {"all": lambda g: g * 3 / 4},
    "one percent more": {"all": lambda g: g * 101 / 100},
    "a ten-thousandth more": {"all": lambda g: g * 10001 / 10000},
    "wrong sign": {"all": torch.neg},
    "nan": {-1: _add_to_entries(lambda n: {0: torch.nan})},
    "first wrong": {0: torch.zeros_like},
    "transposed": {-1: lambda g: g.T},
    "one axis more": {-1: lambda g: g.unsqueeze(0)},
    "left out": {-1: lambda g: None},
    "claims": {0: lambda g: g * 1.000001, 1: lambda g: g * 3, 2: lambda g: g * 1.001},
}
"""What each fault does to the true gradient: of "all" inputs, or of the one at an index; -1 is the last."""
