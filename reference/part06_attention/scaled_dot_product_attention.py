"""scaled_dot_product_attention, causal (Vaswani et al. 2017, sections 3.2.1 and 3.2.3)."""

from __future__ import annotations

import numpy as np

from reference.part06_attention.attention_output import forward as attention_output
from reference.part06_attention.attention_scores import forward as attention_scores


def forward(Q, K, V):
    """Q, K (..., S, d), V (..., S, e) -> (..., S, e); masked scores are -inf, shifted by the largest real part."""
    position = np.arange(Q.shape[-2])
    scores = np.where(position[None, :] > position[:, None], -np.inf, attention_scores(Q, K))
    weights = np.exp(scores - np.max(scores.real, axis=-1, keepdims=True))
    return attention_output(weights / np.sum(weights, axis=-1, keepdims=True), V)


def torch_forward(Q, K, V):
    """Q, K (..., S, d), V (..., S, e) -> (..., S, e), causal."""
    import torch

    return torch.nn.functional.scaled_dot_product_attention(Q, K, V, is_causal=True)
