"""PyTorch's answers of part 14."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

BLOCK = ("ln1_g", "ln1_b", "W_attn", "b_attn", "W_proj", "b_proj", "ln2_g", "ln2_b", "W1", "b1", "W2", "b2")
DRAW = (("temperature", 1.0), ("top_k", None), ("top_p", None), ("stop", None))


def _draw(logits, temperature, top_k, top_p, rng):
    """logits (V,) -> one id: filters on sorted logits, as text generation libraries write them."""
    if temperature == 0:
        return int(torch.argmax(logits))
    scores = logits / temperature
    if top_k is not None:
        least = torch.topk(scores, min(top_k, len(scores))).values[-1]
        scores = scores.masked_fill(scores < least, -torch.inf)
    if top_p is not None:
        ordered, ids = torch.sort(scores, descending=True, stable=True)
        p = torch.softmax(ordered, -1)
        scores = scores.index_fill(0, ids[p.cumsum(-1) - p >= top_p], -torch.inf)
    return int(torch.searchsorted(torch.softmax(scores, -1).cumsum(-1), rng.random(), right=True))


def sample_next_token(logits, temperature, top_k, top_p, seed, count):
    """`count` draws from one generator, -1 where the options make no sense; and the generator's next number."""
    rng, tokens = np.random.default_rng(seed), [-1.0] * count
    if not (temperature < 0 or (top_k is not None and top_k < 1) or (top_p is not None and not 0 < top_p <= 1)):
        tokens = [_draw(logits, temperature, top_k, top_p, rng) for _ in range(count)]
    after = 0.0 if seed is None else rng.random()
    return torch.tensor(tokens, dtype=torch.float64), torch.tensor(after, dtype=torch.float64)


def logits_of(params, ids, n_head, gelu="tanh", eps=1e-5):
    """The full forward: ids (B, T) -> (B, T, V), and the keys and values (2, L, B, H, T, d)."""
    D = params["W_e"].shape[1]
    x = functional.embedding(ids, params["W_e"]) + params["W_p"][: ids.shape[1]]
    held = []
    for i in range(sum(key.endswith(".ln1_g") for key in params)):
        w = {name: params.get(f"h.{i}.{name}") for name in BLOCK}
        qkv = functional.linear(functional.layer_norm(x, (D,), w["ln1_g"], w["ln1_b"], eps), w["W_attn"].T, w["b_attn"])
        Q, K, V = (part.unflatten(-1, (n_head, -1)).transpose(1, 2) for part in qkv.chunk(3, dim=-1))
        mixed = functional.scaled_dot_product_attention(Q, K, V, is_causal=True).transpose(1, 2).flatten(2)
        x = x + functional.linear(mixed, w["W_proj"].T, w["b_proj"])
        u = functional.linear(functional.layer_norm(x, (D,), w["ln2_g"], w["ln2_b"], eps), w["W1"].T, w["b1"])
        u = functional.gelu(u, approximate="tanh" if gelu == "tanh" else "none")
        x = x + functional.linear(u, w["W2"].T, w["b2"])
        held.append(torch.stack([K, V]))
    x = functional.layer_norm(x, (D,), params["lnf_g"], params.get("lnf_b"), eps)
    return x @ params.get("W_head", params["W_e"]).T, torch.stack(held, 1) if held else None


def KVCache(ask, model, tokens, n_head, chunks, options, room):
    """What a cache has to give, from the full forward of all tokens at once."""
    if ask == "bytes":
        return torch.zeros(2, *room[:-1], dtype=getattr(torch, room[-1])).untyped_storage().nbytes() * torch.tensor(1)
    if ask in ("full", "append"):
        held = 0
        for length in chunks:
            if held + length > min(room, len(model["W_p"])):
                break
            held += length
        return torch.tensor([-1.0, held])
    if ask == "work":
        return torch.ones(len(chunks))
    model = {name: array.double() for name, array in model.items()}
    options = dict(options)
    last = options.pop("last", False)
    logits, held = logits_of(model, tokens, n_head, **options)
    if ask == "cache":
        return held
    return torch.stack([part[:, -1] for part in logits.split(chunks, dim=1)], 1) if last else logits


def generate(ask, model, n_head, prompt, n_new, seed, options):
    """Read everything that is in the context, for every token."""
    if ask == "work":
        return torch.tensor(1.0)
    if len(prompt) == 0 or n_new < 0:
        return torch.tensor([-1.0])
    options, rng, ids = dict(options), np.random.default_rng(seed), prompt.tolist()
    temperature, top_k, top_p, stop = (options.pop(k, d) for k, d in DRAW)
    n_ctx = len(model["W_p"])
    window = ids[-n_ctx:]
    for _ in range(n_new):
        window = window if len(window) <= n_ctx else ids[-max(1, n_ctx // 2) :]
        logits, _ = logits_of(model, torch.tensor([window]), n_head, **options)
        token = _draw(logits[0, -1], temperature, top_k, top_p, rng)
        ids.append(token)
        window = [*window, token]
        if token == stop:
            break
    return torch.tensor(ids[len(prompt) :] if ask == "told" else ids, dtype=torch.float64)
