"""linear: x W + b."""

from __future__ import annotations

import numpy as np


def forward(x, W, b):
    """x (..., K), W (K, N), b (N,) -> (..., N)."""
    return np.einsum("...k,kn->...n", x, W) + b


def torch_forward(x, W, b):
    """x (..., K), W (K, N), b (N,) -> (..., N)."""
    import torch

    return torch.nn.functional.linear(x, W.T, b)
