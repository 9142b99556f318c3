"""merge_heads: the heads side by side again (Vaswani et al. 2017, section 3.2.2)."""

from __future__ import annotations

import numpy as np


def forward(x):
    """x (..., H, T, d) -> (..., T, H d): the heads' columns side by side."""
    return np.concatenate([x[..., head, :, :] for head in range(x.shape[-3])], axis=-1)


def torch_forward(x):
    """x (..., H, T, d) -> (..., T, H d)."""
    return x.transpose(-3, -2).flatten(-2)
