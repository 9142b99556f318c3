"""split_heads: the columns of x, head by head (Vaswani et al. 2017, section 3.2.2)."""

from __future__ import annotations

import numpy as np


def forward(x, n_head):
    """x (..., T, D) -> (..., n_head, T, D / n_head): each head has its own columns of x."""
    return np.stack(np.split(x, n_head, axis=-1), axis=-3)


def torch_forward(x, n_head):
    """x (..., T, D) -> (..., n_head, T, D / n_head)."""
    return x.unflatten(-1, (n_head, x.shape[-1] // n_head)).transpose(-3, -2)
