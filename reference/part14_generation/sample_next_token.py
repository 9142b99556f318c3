"""sample_next_token: temperature, top-k (Fan et al. 2018) and top-p (Holtzman et al. 2020)."""

from __future__ import annotations

import numpy as np


def draw(logits, temperature, top_k, top_p, rng):
    """logits (V,) -> one id, by the inverse of the cumulative distribution."""
    if temperature == 0:
        return max(range(len(logits)), key=lambda v: (logits[v], -v))
    p = np.exp((logits - np.max(logits)) / temperature)
    if top_k is not None:
        p[logits < sorted(logits, reverse=True)[:top_k][-1]] = 0
    p = p / p.sum()
    if top_p is not None:
        before = 0.0
        for v in sorted(range(len(p)), key=lambda v: (-p[v], v)):
            p[v], before = p[v] if before < top_p else 0, before + p[v]
    u, below = rng.random() * p.sum(), 0.0
    for v, probability in enumerate(p):
        below += probability
        if u < below:
            return v
    return int(np.flatnonzero(p)[-1])


def forward(ask, logits, temperature, top_k, top_p, seed, count):
    """logits (V,) -> (ids (count,), as the driver returns them for `ask`; the generator's next number)."""
    rng, tokens = np.random.default_rng(seed), np.zeros(0)
    if ask in ("tokens", "ranks"):
        tokens = np.array([draw(logits, temperature, top_k, top_p, rng) for _ in range(count)], float)
    if ask == "ranks":
        tokens = np.searchsorted(np.unique(tokens), tokens).astype(float)
    return tokens, 0.0 if seed is None else rng.random()


def torch_draw(logits, temperature, top_k, top_p, rng):
    """logits (V,) -> one id: filters on sorted logits, as text-generation libraries write them."""
    import torch

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


def torch_forward(ask, logits, temperature, top_k, top_p, seed, count):
    """The same by PyTorch, with NumPy's generator."""
    import torch

    rng, tokens = np.random.default_rng(seed), []
    if ask in ("tokens", "ranks"):
        tokens = [torch_draw(logits, temperature, top_k, top_p, rng) for _ in range(count)]
    after = 0.0 if seed is None else rng.random()
    tokens = torch.tensor(tokens, dtype=torch.float64)
    if ask == "ranks":
        tokens = torch.unique(tokens, return_inverse=True)[1].double()
    return tokens, torch.tensor(after, dtype=torch.float64)
