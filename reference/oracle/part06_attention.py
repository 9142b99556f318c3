"""PyTorch's forwards of part 06."""

from __future__ import annotations

import torch

BLOCK = ("ln1_g", "ln1_b", "W_attn", "b_attn", "W_proj", "b_proj", "ln2_g", "ln2_b", "W1", "b1", "W2", "b2")


def multi_head_attention(x, W_attn, b_attn, W_proj, b_proj, n_head):
    """x (B, T, D), W_attn (D, 3D), W_proj (D, D) -> (B, T, D)."""
    heads = [
        part.unflatten(-1, (n_head, -1)).transpose(1, 2)  # (B, T, D) -> (B, n_head, T, d)
        for part in (x @ W_attn + b_attn).chunk(3, dim=-1)
    ]
    mixed = torch.nn.functional.scaled_dot_product_attention(*heads, is_causal=True)
    return mixed.transpose(1, 2).flatten(2) @ W_proj + b_proj


def transformer_block(x, ln1_g, ln1_b, W_attn, b_attn, W_proj, b_proj, ln2_g, ln2_b, W1, b1, W2, b2, n_head, eps=1e-5):
    """x (B, T, D), W1 (D, H), W2 (H, D) -> (B, T, D): pre-LN, and the tanh form of GELU."""
    normed = torch.nn.functional.layer_norm(x, x.shape[-1:], ln1_g, ln1_b, eps)
    x = x + multi_head_attention(normed, W_attn, b_attn, W_proj, b_proj, n_head)
    normed = torch.nn.functional.layer_norm(x, x.shape[-1:], ln2_g, ln2_b, eps)
    return x + torch.nn.functional.gelu(normed @ W1 + b1, approximate="tanh") @ W2 + b2


def gpt2_loss(params, ids, targets, n_head):
    """params of L layers, ids (B, T), targets (B, T) -> (): the mean over the targets that are not -1."""
    W_e = params["W_e"]
    x = torch.nn.functional.embedding(ids, W_e) + params["W_p"][: ids.shape[1]]
    for i in range(sum(key.endswith(".ln1_g") for key in params)):
        x = transformer_block(x, *(params[f"h.{i}.{name}"] for name in BLOCK), n_head)
    x = torch.nn.functional.layer_norm(x, x.shape[-1:], params["lnf_g"], params["lnf_b"])
    return torch.nn.functional.cross_entropy((x @ W_e.T).flatten(0, 1), targets.flatten(), ignore_index=-1)


def split_heads(x, n_head):
    """x (..., T, D) -> (..., n_head, T, D / n_head)."""
    return x.unflatten(-1, (n_head, x.shape[-1] // n_head)).transpose(-3, -2)


def merge_heads(x):
    """x (..., H, T, d) -> (..., T, H d)."""
    return x.transpose(-3, -2).flatten(-2)


def attention_scores(Q, K):
    """Q, K (..., S, d) -> (..., S, S)."""
    return torch.matmul(Q, K.transpose(-1, -2)) / Q.shape[-1] ** 0.5


def causal_mask(S, fill=-1e9):
    """(S, S): fill above the diagonal, else 0."""
    return torch.full((S, S), fill, dtype=torch.float64).triu(diagonal=1)


def attention_output(P, V):
    """P (..., S, S), V (..., S, e) -> (..., S, e)."""
    return torch.matmul(P, V)


def scaled_dot_product_attention(Q, K, V):
    """Q, K (..., S, d), V (..., S, e) -> (..., S, e), causal."""
    return torch.nn.functional.scaled_dot_product_attention(Q, K, V, is_causal=True)
