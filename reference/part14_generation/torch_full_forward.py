"""The whole GPT-2 forward in PyTorch, with the keys and values that a cache would hold."""

from __future__ import annotations

import torch
from torch.nn import functional

from reference.part06_attention.block import BLOCK_PARAMETERS


def logits_and_cache(params, ids, n_head, gelu="tanh", eps=1e-5):
    """ids (B, T) -> (logits (B, T, V), keys and values (2, L, B, H, T, d), None where there are no layers)."""
    D = params["W_e"].shape[1]
    x = functional.embedding(ids, params["W_e"]) + params["W_p"][: ids.shape[1]]
    cache = []
    for i in range(sum(key.endswith(".ln1_g") for key in params)):
        w = {name: params.get(f"h.{i}.{name}") for name in BLOCK_PARAMETERS}
        qkv = functional.linear(functional.layer_norm(x, (D,), w["ln1_g"], w["ln1_b"], eps), w["W_attn"].T, w["b_attn"])
        Q, K, V = (part.unflatten(-1, (n_head, -1)).transpose(1, 2) for part in qkv.chunk(3, dim=-1))
        mixed = functional.scaled_dot_product_attention(Q, K, V, is_causal=True).transpose(1, 2).flatten(2)
        x = x + functional.linear(mixed, w["W_proj"].T, w["b_proj"])
        u = functional.linear(functional.layer_norm(x, (D,), w["ln2_g"], w["ln2_b"], eps), w["W1"].T, w["b1"])
        u = functional.gelu(u, approximate="tanh" if gelu == "tanh" else "none")
        x = x + functional.linear(u, w["W2"].T, w["b2"])
        cache.append(torch.stack([K, V]))
    x = functional.layer_norm(x, (D,), params["lnf_g"], params.get("lnf_b"), eps)
    return x @ params.get("W_head", params["W_e"]).T, torch.stack(cache, 1) if cache else None
