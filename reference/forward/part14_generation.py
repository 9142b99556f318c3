"""Reference answers of part 14: a model that reads everything anew for every token."""

from __future__ import annotations

import math

import numpy as np

from reference.forward.part06_attention import BLOCK, _normalized

DRAW = (("temperature", 1.0), ("top_k", None), ("top_p", None), ("stop", None))


def _draw(logits, temperature, top_k, top_p, rng):
    """logits (V,) -> one id, token by token."""
    if temperature == 0:
        return max(range(len(logits)), key=lambda v: (logits[v], -v))
    p = np.exp((logits - np.max(logits)) / temperature)
    if top_k is not None:
        p[logits < sorted(logits, reverse=True)[:top_k][-1]] = 0
    p = p / p.sum()
    if top_p is not None:
        for v in range(len(p)):
            p[v] = p[v] if sum(w for w in p if w > p[v]) < top_p else 0
    u, below = rng.random() * p.sum(), 0.0
    for v, share in enumerate(p):
        below += share
        if u < below:
            return v
    return int(np.flatnonzero(p)[-1])


def sample_next_token(logits, temperature, top_k, top_p, seed, count):
    """`count` draws from one generator, -1 where the options make no sense; and the generator's next number."""
    rng, tokens = np.random.default_rng(seed), np.full(count, -1.0)
    if not (temperature < 0 or (top_k is not None and top_k < 1) or (top_p is not None and not 0 < top_p <= 1)):
        tokens = np.array([_draw(logits, temperature, top_k, top_p, rng) for _ in range(count)], float)
    return tokens, 0.0 if seed is None else rng.random()


def _logits(params, ids, n_head, gelu="tanh", eps=1e-5):
    """The full forward: ids (B, T) -> (B, T, V), and the keys and values (2, L, B, H, T, d)."""
    weight = _Lacking(params)
    x = params["W_e"][ids] + params["W_p"][: ids.shape[1]]
    held = []
    for i in range(sum(key.endswith(".ln1_g") for key in params)):
        w = {name: weight[f"h.{i}.{name}"] for name in BLOCK}
        normed = _normalized(x, eps) * w["ln1_g"] + w["ln1_b"]
        Q, K, V = np.moveaxis((normed @ w["W_attn"] + w["b_attn"]).reshape(*ids.shape, 3, n_head, -1), 2, 0)
        scores = np.einsum("bihc,bjhc->bhij", Q, K) / np.sqrt(K.shape[-1])
        scores = np.where(np.tri(ids.shape[1], dtype=bool), scores, -np.inf)
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = np.einsum("bhij,bjhc->bihc", weights / weights.sum(-1, keepdims=True), V).reshape(x.shape)
        x = x + mixed @ w["W_proj"] + w["b_proj"]
        u = (_normalized(x, eps) * w["ln2_g"] + w["ln2_b"]) @ w["W1"] + w["b1"]
        x = x + _gelu(u, gelu) @ w["W2"] + w["b2"]
        held.append(np.stack([K, V]).swapaxes(2, 3))
    x = _normalized(x, eps) * params["lnf_g"] + weight["lnf_b"]
    return x @ params.get("W_head", params["W_e"]).T, np.stack(held, 1) if held else None


class _Lacking(dict):
    """Weights, in which a bias that is not there is 0."""

    def __missing__(self, name):
        return 0.0


def _gelu(u, kind):
    if kind == "erf":
        return np.array([v * (1 + math.erf(v / math.sqrt(2))) / 2 for v in u.flat]).reshape(u.shape)
    return 0.5 * u * (1 + np.tanh(np.sqrt(2 / np.pi) * (u + 0.044715 * u * u * u)))


def KVCache(ask, model, tokens, n_head, chunks, options, room):
    """What a cache has to give, from the full forward of all tokens at once."""
    if ask == "bytes":
        return np.array(2 * np.prod(room[:-1]) * np.dtype(room[-1]).itemsize)
    if ask in ("full", "append"):
        read = np.cumsum(chunks)
        return np.array([-1, read[read <= min(room, len(model["W_p"]))][-1]])
    if ask == "work":
        return np.ones(len(chunks))
    options = dict(options)
    last = options.pop("last", False)
    model = {name: array.astype(np.float64) for name, array in model.items()}
    logits, held = _logits(model, tokens, n_head, **options)
    if ask == "cache":
        return held
    return logits[:, np.cumsum(chunks) - 1] if last else logits


def generate(ask, model, n_head, prompt, n_new, seed, options):
    """Read everything that is in the context, for every token."""
    if ask == "work":
        return np.array(1.0)
    if len(prompt) == 0 or n_new < 0:
        return np.array([-1.0])
    options, rng = dict(options), np.random.default_rng(seed)
    temperature, top_k, top_p, stop = (options.pop(k, d) for k, d in DRAW)
    ids, n_ctx = list(prompt), len(model["W_p"])
    first = max(0, len(ids) - n_ctx)
    for _ in range(n_new):
        if len(ids) - first > n_ctx:
            first = len(ids) - max(1, n_ctx // 2)
        logits, _ = _logits(model, np.array([ids[first:]]), n_head, **options)
        ids.append(_draw(logits[0, -1], temperature, top_k, top_p, rng))
        if ids[-1] == stop:
            break
    return np.array(ids[len(prompt) :] if ask == "told" else ids, float)
