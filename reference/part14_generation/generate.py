"""generate: tokens one by one, the whole context read anew for each."""

from __future__ import annotations

import numpy as np

from reference.part14_generation.full_forward import logits_and_cache
from reference.part14_generation.sample_next_token import draw

SAMPLING_DEFAULTS = (("temperature", 1.0), ("top_k", None), ("top_p", None), ("stop", None))
"""The options of `sample_next_token`, and the token at which to stop; the others are options of the model."""


def forward(ask, model, n_head, prompt, n_new, seed, options):
    """prompt (T,) -> all ids, or what the exercise's driver returns where it is asked something else."""
    if ask == "work":
        return np.array(1.0)
    if ask in ("refused", "unseeded"):
        return np.zeros(0)
    options, rng = dict(options), np.random.default_rng(seed)
    temperature, top_k, top_p, stop = (options.pop(k, d) for k, d in SAMPLING_DEFAULTS)
    ids, n_ctx = list(prompt), len(model["W_p"])
    n_new = min(n_new, 3) if ask == "told at once" else n_new
    first = max(0, len(ids) - n_ctx)
    for _ in range(n_new):
        if len(ids) - first > n_ctx:
            first = len(ids) - max(1, n_ctx // 2)
        logits, _ = logits_and_cache(model, np.array([ids[first:]]), n_head, **options)
        ids.append(draw(logits[0, -1], temperature, top_k, top_p, rng))
        if ids[-1] == stop:
            break
    told = ids[len(prompt) :] + ([rng.random()] if ask == "told at once" else [])
    return np.array(told if ask.startswith("told") else ids, float)


def torch_forward(ask, model, n_head, prompt, n_new, seed, options):
    """The same by PyTorch, with NumPy's generator."""
    import torch

    from reference.part14_generation.sample_next_token import torch_draw
    from reference.part14_generation.torch_full_forward import logits_and_cache

    if ask == "work":
        return torch.tensor(1.0)
    if ask in ("refused", "unseeded"):
        return torch.zeros(0)
    n_new = min(n_new, 3) if ask == "told at once" else n_new
    options, rng, ids = dict(options), np.random.default_rng(seed), prompt.tolist()
    temperature, top_k, top_p, stop = (options.pop(k, d) for k, d in SAMPLING_DEFAULTS)
    n_ctx = len(model["W_p"])
    window = ids[-n_ctx:]
    for _ in range(n_new):
        window = window if len(window) <= n_ctx else ids[-max(1, n_ctx // 2) :]
        logits, _ = logits_and_cache(model, torch.tensor([window]), n_head, **options)
        token = torch_draw(logits[0, -1], temperature, top_k, top_p, rng)
        ids.append(token)
        window = [*window, token]
        if token == stop:
            break
    told = ids[len(prompt) :] + ([rng.random()] if ask == "told at once" else [])
    return torch.tensor(told if ask.startswith("told") else ids, dtype=torch.float64)
