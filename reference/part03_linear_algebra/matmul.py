"""matmul: x W."""

from __future__ import annotations

import numpy as np


def forward(x, W):
    """x (..., K), W (K, N) -> (..., N)."""
    return np.einsum("...k,kn->...n", x, W)


def torch_forward(x, W):
    """x (..., K), W (K, N) -> (..., N)."""
    import torch

    return torch.matmul(x, W)
