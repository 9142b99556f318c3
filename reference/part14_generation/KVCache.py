"""KVCache: what decoding with a cache has to give, from the full forward (Shazeer 2019, section 2.4)."""

from __future__ import annotations

import numpy as np

from reference.part14_generation.full_forward import logits_and_cache


def forward(ask, model, tokens, n_head, chunks, options, room):
    """Return what the exercise's driver returns when it is asked `ask`, from the full forward of all tokens.

    tokens (B, T). chunks: how many of them each call gets. room: how many the cache has room for; or, where `ask` is
    "bytes", the shape and the dtype of its keys.
    """
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
    logits, cache = logits_and_cache(model, tokens, n_head, **options)
    if ask == "cache":
        return cache
    return logits[:, np.cumsum(chunks) - 1] if last else logits


def torch_forward(ask, model, tokens, n_head, chunks, options, room):
    """The same by PyTorch."""
    import torch

    from reference.part14_generation.torch_full_forward import logits_and_cache

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
    logits, cache = logits_and_cache(model, tokens, n_head, **options)
    if ask == "cache":
        return cache
    return torch.stack([part[:, -1] for part in logits.split(chunks, dim=1)], 1) if last else logits
