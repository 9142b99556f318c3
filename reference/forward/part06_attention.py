"""Reference forwards of part 06."""

from __future__ import annotations

import numpy as np

BLOCK = ("ln1_g", "ln1_b", "W_attn", "b_attn", "W_proj", "b_proj", "ln2_g", "ln2_b", "W1", "b1", "W2", "b2")


def multi_head_attention(x, W_attn, b_attn, W_proj, b_proj, n_head):
    """x (B, T, D), W_attn (D, 3D), W_proj (D, D) -> (B, T, D): one head after another, each on its own columns."""
    T, D = x.shape[1:]
    d = D // n_head
    Y = b_proj
    for head in range(n_head):
        own = slice(head * d, (head + 1) * d)
        Q, K, V = (x @ W_attn[:, block:][:, own] + b_attn[block:][own] for block in (0, D, 2 * D))
        scores = np.einsum("bid,bjd->bij", Q, K) / np.sqrt(d)
        seen = np.tri(T, dtype=bool)
        weights = np.where(seen, np.exp(np.where(seen, scores - _largest_seen(scores), 0)), 0)
        Y = Y + np.einsum("bij,bjd->bid", weights / weights.sum(-1, keepdims=True), V) @ W_proj[own]
    return Y


def _largest_seen(scores):
    """scores (..., T, T) -> (..., T, 1): the largest real part at or below the diagonal, with no derivative."""
    return np.where(np.tri(scores.shape[-1], dtype=bool), scores.real, -np.inf).max(-1, keepdims=True)


def transformer_block(x, ln1_g, ln1_b, W_attn, b_attn, W_proj, b_proj, ln2_g, ln2_b, W1, b1, W2, b2, n_head, eps=1e-5):
    """x (B, T, D), W1 (D, H), W2 (H, D) -> (B, T, D): pre-LN, and the tanh form of GELU."""
    x = x + multi_head_attention(_normalized(x, eps) * ln1_g + ln1_b, W_attn, b_attn, W_proj, b_proj, n_head)
    u = (_normalized(x, eps) * ln2_g + ln2_b) @ W1 + b1
    return x + (0.5 * u * (1 + np.tanh(np.sqrt(2 / np.pi) * (u + 0.044715 * u * u * u)))) @ W2 + b2


def _normalized(x, eps):
    """x (..., D) -> (..., D): mean 0 and variance 1 along the last axis."""
    c = x - x.mean(-1, keepdims=True)
    return c / np.sqrt((c * c).mean(-1, keepdims=True) + eps)


def gpt2_loss(params, ids, targets, n_head):
    """params of L layers, ids (B, T), targets (B, T) -> (): the mean over the targets that are not -1."""
    x = params["W_e"][ids] + params["W_p"][: ids.shape[1]]
    for i in range(sum(key.endswith(".ln1_g") for key in params)):
        x = transformer_block(x, *(params[f"h.{i}.{name}"] for name in BLOCK), n_head)
    logits = (_normalized(x, 1e-5) * params["lnf_g"] + params["lnf_b"]) @ params["W_e"].T
    logits = logits[targets != -1]
    logits = logits - logits.real.max(-1, keepdims=True)
    right = np.take_along_axis(logits, targets[targets != -1][:, None], -1)[:, 0]
    return np.mean(np.log(np.exp(logits).sum(-1)) - right)


def split_heads(x, n_head):
    """x (..., T, D) -> (..., n_head, T, D / n_head): head by head, its columns of x."""
    return np.stack(np.split(x, n_head, axis=-1), axis=-3)


def merge_heads(x):
    """x (..., H, T, d) -> (..., T, H d): the heads' columns side by side."""
    return np.concatenate([x[..., head, :, :] for head in range(x.shape[-3])], axis=-1)


def attention_scores(Q, K):
    """Q, K (..., S, d) -> (..., S, S)."""
    return np.einsum("...ic,...jc->...ij", Q, K) / np.sqrt(Q.shape[-1])


def causal_mask(S, fill=-1e9):
    """(S, S): fill where the column is later than the row, else 0."""
    place = np.arange(S)
    return np.where(place[None, :] > place[:, None], float(fill), 0.0)


def attention_output(P, V):
    """P (..., S, S), V (..., S, e) -> (..., S, e)."""
    return np.einsum("...ij,...jc->...ic", P, V)


def scaled_dot_product_attention(Q, K, V):
    """Q, K (..., S, d), V (..., S, e) -> (..., S, e); what is masked is -inf, and the shift is by the real part."""
    place = np.arange(Q.shape[-2])
    scores = np.where(place[None, :] > place[:, None], -np.inf, attention_scores(Q, K))
    weights = np.exp(scores - np.max(scores.real, axis=-1, keepdims=True))
    return attention_output(weights / np.sum(weights, axis=-1, keepdims=True), V)
