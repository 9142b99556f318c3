"""What the whole-model references share: the parameters of a GPT-2 block in order, and normalization."""

from __future__ import annotations

import numpy as np

BLOCK_PARAMETERS = ("ln1_g", "ln1_b", "W_attn", "b_attn", "W_proj", "b_proj", "ln2_g", "ln2_b", "W1", "b1", "W2", "b2")
"""The parameters of one block, in the order of `transformer_block`'s arguments."""


def normalize(x, eps):
    """x (..., D) -> (..., D): mean 0 and variance 1 along the last axis."""
    c = x - x.mean(-1, keepdims=True)
    return c / np.sqrt((c * c).mean(-1, keepdims=True) + eps)
