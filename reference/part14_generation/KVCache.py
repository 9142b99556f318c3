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
    if ask.startswith("append"):
        return np.stack([options["K"], options["V"]])
    if ask == "work":
        return np.ones(len(chunks))
    options = dict(options)
    last = options.pop("last", False)
    model = {name: array.astype(np.float64) for name, array in model.items()}
    tokens = tokens[:, : sum(chunks[:-1])] if ask == "refused" else tokens
    logits, cache = logits_and_cache(model, tokens, n_head, **options)
    if ask in ("cache", "refused"):
        return cache
    return logits[:, np.cumsum(chunks) - 1] if last else logits


def torch_forward(ask, model, tokens, n_head, chunks, options, room):
    """The same by PyTorch."""
    import torch

    from reference.part14_generation.torch_full_forward import logits_and_cache

    if ask == "bytes":
        return torch.zeros(2, *room[:-1], dtype=getattr(torch, room[-1])).untyped_storage().nbytes() * torch.tensor(1)
    if ask.startswith("append"):
        return torch.stack([options["K"], options["V"]])
    if ask == "work":
        return torch.ones(len(chunks))
    model = {name: array.double() for name, array in model.items()}
    options = dict(options)
    last = options.pop("last", False)
    tokens = tokens.long()[:, : sum(chunks[:-1])] if ask == "refused" else tokens.long()
    logits, cache = logits_and_cache(model, tokens, n_head, **options)
    if ask in ("cache", "refused"):
        return cache
    return torch.stack([part[:, -1] for part in logits.split(chunks, dim=1)], 1) if last else logits
