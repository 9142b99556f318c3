"""attention_scores: Q K^T / sqrt(d) (Vaswani et al. 2017, section 3.2.1)."""

from __future__ import annotations

import numpy as np


def forward(Q, K):
    """Q, K (..., S, d) -> (..., S, S)."""
    return np.einsum("...ic,...jc->...ij", Q, K) / np.sqrt(Q.shape[-1])


def torch_forward(Q, K):
    """Q, K (..., S, d) -> (..., S, S)."""
    import torch

    return torch.matmul(Q, K.transpose(-1, -2)) / Q.shape[-1] ** 0.5
