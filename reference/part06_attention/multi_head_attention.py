"""multi_head_attention: causal self-attention of GPT-2 (Vaswani et al. 2017, section 3.2.2)."""

from __future__ import annotations

import numpy as np


def forward(x, W_attn, b_attn, W_proj, b_proj, n_head):
    """x (B, T, D), W_attn (D, 3D), W_proj (D, D) -> (B, T, D): head by head, each on its own columns."""
    T, D = x.shape[1:]
    d = D // n_head
    Y = b_proj
    for head in range(n_head):
        columns = slice(head * d, (head + 1) * d)
        Q, K, V = (x @ W_attn[:, block:][:, columns] + b_attn[block:][columns] for block in (0, D, 2 * D))
        scores = np.einsum("bid,bjd->bij", Q, K) / np.sqrt(d)
        visible = np.tri(T, dtype=bool)
        weights = np.where(visible, np.exp(np.where(visible, scores - _largest_visible(scores), 0)), 0)
        Y = Y + np.einsum("bij,bjd->bid", weights / weights.sum(-1, keepdims=True), V) @ W_proj[columns]
    return Y


def _largest_visible(scores):
    """scores (..., T, T) -> (..., T, 1): the largest real part at or below the diagonal, with no derivative."""
    return np.where(np.tri(scores.shape[-1], dtype=bool), scores.real, -np.inf).max(-1, keepdims=True)


def torch_forward(x, W_attn, b_attn, W_proj, b_proj, n_head):
    """x (B, T, D), W_attn (D, 3D), W_proj (D, D) -> (B, T, D)."""
    import torch

    heads = [
        part.unflatten(-1, (n_head, -1)).transpose(1, 2)  # (B, T, D) -> (B, n_head, T, d)
        for part in (x @ W_attn + b_attn).chunk(3, dim=-1)
    ]
    mixed = torch.nn.functional.scaled_dot_product_attention(*heads, is_causal=True)
    return mixed.transpose(1, 2).flatten(2) @ W_proj + b_proj
