"""mean_last_axis: the mean along the last axis."""

from __future__ import annotations

import numpy as np


def forward(x):
    """x (..., K) -> (...)."""
    return np.einsum("...k->...", x) / x.shape[-1]


def torch_forward(x):
    """x (..., K) -> (...)."""
    import torch

    return torch.mean(x, dim=-1)
