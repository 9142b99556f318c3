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
        for v in range(len(p)):
            p[v] = p[v] if sum(w for w in p if w > p[v]) < top_p else 0
    u, below = rng.random() * p.sum(), 0.0
    for v, probability in enumerate(p):
        below += probability
        if u < below:
            return v
    return int(np.flatnonzero(p)[-1])


def forward(logits, temperature, top_k, top_p, seed, count):
    """logits (V,) -> (ids (count,), -1 where the options make no sense; the generator's next number)."""
    rng, tokens = np.random.default_rng(seed), np.full(count, -1.0)
    if not (temperature < 0 or (top_k is not None and top_k < 1) or (top_p is not None and not 0 < top_p <= 1)):
        tokens = np.array([draw(logits, temperature, top_k, top_p, rng) for _ in range(count)], float)
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


def torch_forward(logits, temperature, top_k, top_p, seed, count):
    """The same by PyTorch, with NumPy's generator."""
    import torch

    rng, tokens = np.random.default_rng(seed), [-1.0] * count
    if not (temperature < 0 or (top_k is not None and top_k < 1) or (top_p is not None and not 0 < top_p <= 1)):
        tokens = [torch_draw(logits, temperature, top_k, top_p, rng) for _ in range(count)]
    after = 0.0 if seed is None else rng.random()
    return torch.tensor(tokens, dtype=torch.float64), torch.tensor(after, dtype=torch.float64)
