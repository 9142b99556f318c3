"""The whole GPT-2 forward in NumPy, with the keys and values that a cache would hold."""

from __future__ import annotations

import math

import numpy as np

from reference.part06_attention.block import BLOCK_PARAMETERS, normalize


def logits_and_cache(params, ids, n_head, gelu="tanh", eps=1e-5):
    """ids (B, T) -> (logits (B, T, V), keys and values (2, L, B, H, T, d), None where there are no layers)."""
    weight = _ZeroWhereMissing(params)
    x = params["W_e"][ids] + params["W_p"][: ids.shape[1]]
    cache = []
    for i in range(sum(key.endswith(".ln1_g") for key in params)):
        w = {name: weight[f"h.{i}.{name}"] for name in BLOCK_PARAMETERS}
        normed = normalize(x, eps) * w["ln1_g"] + w["ln1_b"]
        Q, K, V = np.moveaxis((normed @ w["W_attn"] + w["b_attn"]).reshape(*ids.shape, 3, n_head, -1), 2, 0)
        scores = np.einsum("bihc,bjhc->bhij", Q, K) / np.sqrt(K.shape[-1])
        scores = np.where(np.tri(ids.shape[1], dtype=bool), scores, -np.inf)
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = np.einsum("bhij,bjhc->bihc", weights / weights.sum(-1, keepdims=True), V).reshape(x.shape)
        x = x + mixed @ w["W_proj"] + w["b_proj"]
        u = (normalize(x, eps) * w["ln2_g"] + w["ln2_b"]) @ w["W1"] + w["b1"]
        x = x + _gelu(u, gelu) @ w["W2"] + w["b2"]
        cache.append(np.stack([K, V]).swapaxes(2, 3))
    x = normalize(x, eps) * params["lnf_g"] + weight["lnf_b"]
    return x @ params.get("W_head", params["W_e"]).T, np.stack(cache, 1) if cache else None


class _ZeroWhereMissing(dict):
    """Parameters by name, 0 for a bias that is left out."""

    def __missing__(self, name):
        return 0.0


def _gelu(u, kind):
    if kind == "erf":
        return np.array([v * (1 + math.erf(v / math.sqrt(2))) / 2 for v in u.flat]).reshape(u.shape)
    return 0.5 * u * (1 + np.tanh(np.sqrt(2 / np.pi) * (u + 0.044715 * u * u * u)))
