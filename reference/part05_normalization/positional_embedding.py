"""positional_embedding: one row of a table per position (Radford et al. 2018, section 3.1)."""

from __future__ import annotations

import numpy as np


def forward(W_p, T, B):
    """W_p (T_max, D) -> (B, T, D)."""
    return np.stack([W_p[:T]] * B)


def torch_forward(W_p, T, B):
    """W_p (T_max, D) -> (B, T, D)."""
    import torch

    return torch.nn.functional.embedding(torch.arange(T), W_p).expand(B, -1, -1)
