"""FastDecoder: the last logits of each chunk, from the full forward."""

from __future__ import annotations

import numpy as np

from reference.part15_speed.plain_model import config_of, logits_of


def forward(ask, params, n_head, ids, chunks, options):
    """ids (T,), chunks -> (chunks, V): the full forward of all tokens up to the end of each chunk."""
    if ask == "memory":
        return np.array(0.0)
    if ask == "full":
        return _accepted(len(params["W_p"]), chunks)
    config, params = config_of(params, n_head, options), {k: v.astype(np.float64) for k, v in params.items()}
    return np.stack([logits_of(params, config, ids[np.newaxis, :end])[0, -1] for end in np.cumsum(chunks)])


def _accepted(n_ctx, chunks):
    """Return each chunk's length, -1 where it is empty or does not fit, and then the number of tokens cached."""
    accepted, length = [], 0
    for chunk in chunks:
        fits = 0 < chunk <= n_ctx - length
        accepted.append(chunk if fits else -1)
        length += chunk if fits else 0
    return np.array([*accepted, length], float)


def torch_forward(ask, params, n_head, ids, chunks, options):
    """The same, from one forward of all tokens."""
    import torch

    from reference.part14_generation.torch_full_forward import logits_and_cache

    if ask == "memory":
        return torch.zeros((), dtype=torch.float64)
    if ask == "full":
        return torch.from_numpy(_accepted(len(params["W_p"]), chunks))
    ends = torch.tensor(chunks).cumsum(0)
    return logits_and_cache(params, ids[None, : int(ends[-1])], n_head, **options)[0][0, ends - 1]
