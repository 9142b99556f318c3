"""layer_norm_rows: the output of layer_norm."""

from __future__ import annotations

import numpy as np


def forward(x, gamma, beta, eps, chunk, many=0):
    """x (..., D) -> (..., D)."""
    c = x - x.mean(-1, keepdims=True)
    return c / np.sqrt((c * c).mean(-1, keepdims=True) + eps) * gamma + beta


def torch_forward(x, gamma, beta, eps, chunk, many=0):
    """x (..., D) -> (..., D)."""
    import torch

    return torch.nn.functional.layer_norm(x, x.shape[-1:], gamma, beta, eps)
