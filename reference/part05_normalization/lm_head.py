"""lm_head: logits from the embedding's own table (Press and Wolf 2017, section 3)."""

from __future__ import annotations

import numpy as np


def forward(h, W_e):
    """h (..., D), W_e (V, D) -> (..., V)."""
    return np.einsum("...d,vd->...v", h, W_e)


def torch_forward(h, W_e):
    """h (..., D), W_e (V, D) -> (..., V)."""
    import torch

    return torch.nn.functional.linear(h, W_e)
