"""grouped_query_attention: causal attention, G sets of keys and values for H heads (Ainslie et al. 2023)."""

from __future__ import annotations

import numpy as np


def forward(Q, K, V):
    """Q (B, H, T, d), K, V (B, G, T, d) -> (B, H, T, d); head h = g R + r as two indices, so nothing is copied."""
    B, H, T, d = Q.shape
    G = K.shape[1]
    queries = Q.reshape(B, G, H // G, T, d)
    scores = np.einsum("bgrtc,bgsc->bgrts", queries, K) / np.sqrt(d)
    scores = np.where(np.tri(T, dtype=bool), scores, -np.inf)
    weights = np.exp(scores - np.max(scores.real, axis=-1, keepdims=True))
    weights = weights / np.sum(weights, axis=-1, keepdims=True)
    return np.einsum("bgrts,bgsc->bgrtc", weights, V).reshape(B, H, T, d)


def torch_forward(Q, K, V):
    """Q (B, H, T, d), K, V (B, G, T, d) -> (B, H, T, d), causal."""
    import torch

    return torch.nn.functional.scaled_dot_product_attention(Q, K, V, is_causal=True, enable_gqa=True)
