"""Right alternatives to multi_head_attention: correct answers, written in other ways."""

import math

import numpy as np


def einsum_over_heads(x, W_attn, b_attn, W_proj, b_proj, n_head):
    """einsum over all heads at once, with W_attn as (D, 3, H, d) and no transpose."""
    T, D = x.shape[1:]
    d = D // n_head
    W, out = W_attn.reshape(D, 3, n_head, d), W_proj.reshape(n_head, d, D)
    Q, K, V = np.einsum("btm,mkhd->kbthd", x, W) + b_attn.reshape(3, 1, 1, n_head, d)
    scores = np.einsum("bihd,bjhd->bhij", Q, K) / math.sqrt(d)
    scores = np.where(np.tri(T, dtype=bool), scores, -np.inf)
    P = np.exp(scores - scores.max(-1, keepdims=True))
    P /= P.sum(-1, keepdims=True)
    A = np.einsum("bhij,bjhd->bihd", P, V)

    def backward(dY):
        dA = np.einsum("btm,hdm->bthd", dY, out)
        dP = np.einsum("bihd,bjhd->bhij", dA, V)
        dscores = P * (dP - np.einsum("bhij,bhij->bhi", P, dP)[..., None]) / math.sqrt(d)
        dQ, dK = np.einsum("bhij,bjhd->bihd", dscores, K), np.einsum("bhij,bihd->bjhd", dscores, Q)
        dQKV = np.stack([dQ, dK, np.einsum("bhij,bihd->bjhd", P, dA)])
        return {
            "x": np.einsum("kbthd,mkhd->btm", dQKV, W),
            "W_attn": np.einsum("btm,kbthd->mkhd", x, dQKV).reshape(W_attn.shape),
            "b_attn": dQKV.sum((1, 2)).reshape(-1),
            "W_proj": np.einsum("bthd,btm->hdm", A, dY).reshape(D, D),
            "b_proj": dY.sum((0, 1)),
        }

    return np.einsum("bthd,hdm->btm", A, out) + b_proj, backward


def row_by_row(x, W_attn, b_attn, W_proj, b_proj, n_head):
    """A loop over the queries of each head: each sees its past alone, and its softmax has an explicit Jacobian."""
    B, T, D = x.shape
    d = D // n_head
    QKV = x @ W_attn + b_attn
    merged, P = np.zeros(x.shape, x.dtype), {}
    positions = [(b, h, t) for b in range(B) for h in range(n_head) for t in range(T)]
    own = [[slice(k * D + h * d, k * D + h * d + d) for k in range(3)] for h in range(n_head)]
    for b, h, t in positions:
        q, k, v = own[h]
        scores = QKV[b, : t + 1, k] @ QKV[b, t, q] / math.sqrt(d)
        p = np.exp(scores - scores.max())
        P[b, h, t] = p = p / p.sum()
        merged[b, t, q] = p @ QKV[b, : t + 1, v]

    def backward(dY):
        d_merged, dQKV = dY @ W_proj.T, np.zeros_like(QKV)
        for b, h, t in positions:
            (q, k, v), p, dA = own[h], P[b, h, t], d_merged[b, t, own[h][0]]
            dscores = (np.diag(p) - np.outer(p, p)) @ (QKV[b, : t + 1, v] @ dA) / math.sqrt(d)
            dQKV[b, t, q] += dscores @ QKV[b, : t + 1, k]
            dQKV[b, : t + 1, k] += np.outer(dscores, QKV[b, t, q])
            dQKV[b, : t + 1, v] += np.outer(p, dA)
        return {
            "x": dQKV @ W_attn.T,
            "W_attn": np.tensordot(x, dQKV, ([0, 1], [0, 1])),
            "b_attn": dQKV.sum((0, 1)),
            "W_proj": np.tensordot(merged, dY, ([0, 1], [0, 1])),
            "b_proj": dY.sum((0, 1)),
        }

    return merged @ W_proj + b_proj, backward
