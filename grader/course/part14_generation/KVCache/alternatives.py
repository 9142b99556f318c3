"""A right alternative to KVCache: lists of chunks, joined when they are read, and attention head by head."""

import math

import numpy as np
from scipy.special import erf, softmax


class Pieces:
    """Keep a list of chunks per layer, joined at every step; `keys` and `values` are filled for reading only."""

    def __init__(self, n_layer, batch, n_head, head_dim, capacity, dtype=np.float64):
        shape = (n_layer, batch, n_head, capacity, head_dim)
        self.keys, self.values, self.length = np.empty(shape, dtype), np.empty(shape, dtype), 0
        self.chunks = [([], []) for _ in range(n_layer)]

    def append(self, layer, K, V):
        """Append the chunks, and return all of them joined."""
        T = K.shape[-2]
        if self.keys.shape[3] - self.length < T:
            raise ValueError("the cache is full")
        for held, kept, new in zip(self.chunks[layer], (self.keys, self.values), (K, V), strict=True):
            held.append(new)
            kept[layer][:, :, self.length : self.length + T] = new
        return tuple(np.concatenate(held, axis=2) for held in self.chunks[layer])

    def advance(self, T):
        """Add T to the length."""
        self.length = self.length + T


def _norm(x, g, b, eps):
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred / np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + eps) * g + b


def _step(params, ids, cache, n_head, gelu="tanh", eps=1e-5, last=False):
    (B, T), past = ids.shape, cache.length
    if past + T > params["W_p"].shape[0] or past + T > cache.keys.shape[3]:
        raise ValueError("more tokens than places")
    places = np.arange(past, past + T)
    hidden_from = np.arange(past + T)[None, :] > places[:, None]  # (T, past + T)
    x = np.take(params["W_e"], ids, axis=0) + np.take(params["W_p"], places, axis=0)
    D = x.shape[-1]
    d = D // n_head
    for i in range(len(cache.keys)):

        def w(name, i=i):
            return params.get(f"h.{i}.{name}", 0)

        qkv = np.einsum("btd,dk->btk", _norm(x, w("ln1_g"), w("ln1_b"), eps), w("W_attn")) + w("b_attn")
        Q, K, V = np.moveaxis(qkv.reshape(B, T, 3, n_head, d), (2, 3), (0, 2))  # each (B, H, T, d)
        keys, values = cache.append(i, K, V)
        heads = []
        for h in range(n_head):
            scores = np.einsum("bic,bjc->bij", Q[:, h], keys[:, h]) / math.sqrt(d)
            scores[:, hidden_from] = -np.inf
            heads.append(softmax(scores, axis=-1) @ values[:, h])
        x = x + np.concatenate(heads, axis=-1) @ w("W_proj") + w("b_proj")
        u = _norm(x, w("ln2_g"), w("ln2_b"), eps) @ w("W1") + w("b1")
        slope = erf(u / math.sqrt(2)) if gelu == "erf" else np.tanh(math.sqrt(2 / math.pi) * (u + 0.044715 * u**3))
        x = x + (0.5 * u * (1 + slope)) @ w("W2") + w("b2")
    cache.advance(T)
    x = _norm(x[:, T - 1 :] if last else x, params["lnf_g"], params.get("lnf_b", 0), eps)
    return np.einsum("btd,vd->btv", x, params["W_head"] if "W_head" in params else params["W_e"])


step_logits = _step
