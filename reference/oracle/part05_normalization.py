"""PyTorch's forwards of part 05."""

from __future__ import annotations

import torch
from torch.nn import functional


def layer_norm(x, gamma, beta, eps=1e-5):
    """x (..., D), gamma (D,), beta (D,) -> (..., D), over the last axis."""
    return functional.layer_norm(x, gamma.shape, gamma, beta, eps)


def embedding(W_e, ids):
    """W_e (V, D), ids of any shape -> (*ids.shape, D)."""
    return functional.embedding(ids, W_e)


def positional_embedding(W_p, T, B):
    """W_p (T_max, D) -> (B, T, D)."""
    return functional.embedding(torch.arange(T), W_p).expand(B, -1, -1)


def lm_head(h, W_e):
    """h (..., D), W_e (V, D) -> (..., V)."""
    return functional.linear(h, W_e)
