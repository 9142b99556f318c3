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


FAULTS = {
    "": {},
    "zeros": {"all": torch.zeros_like},
    "last entry": {-1: _add_to_entries(lambda n: {n - 1: 0.25})},
    "middle entry": {-1: _add_to_entries(lambda n: {n // 2: 0.25})},
    "errors that cancel": {-1: _add_to_entries(lambda n: {0: 0.25, n - 1: -0.25})},
    "last entry too small": {-1: _add_to_entries(lambda n: {n - 1: -0.25})},
    "a quarter more": {"all": lambda g: g * 5 / 4},
    "a quarter less": {"all": lambda g: g * 3 / 4},
    "one percent more": {"all": lambda g: g * 101 / 100},
    "a ten-thousandth more": {"all": lambda g: g * 10001 / 10000},
    "upstream doubled": {"all": lambda g: g * 2},
    "wrong sign": {"all": torch.neg},
    "nan": {-1: _add_to_entries(lambda n: {0: torch.nan})},
    "first wrong": {0: torch.zeros_like},
    "transposed": {-1: lambda g: g.T},
    "one axis more": {-1: lambda g: g.unsqueeze(0)},
    "left out": {-1: lambda g: None},
    "claims": {0: lambda g: g * 1.000001, 1: lambda g: g * 3, 2: lambda g: g * 1.001},
}
"""What each fault does to the true gradient: of "all" inputs, or of the one at an index; -1 is the last."""
