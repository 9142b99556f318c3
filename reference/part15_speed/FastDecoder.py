"""FastDecoder: the last logits of each chunk, from the full forward."""

from __future__ import annotations

import numpy as np

from reference.part15_speed.plain_model import config_of, logits_of


def forward(ask, params, n_head, ids, chunks, options):
    """ids (T,), chunks -> (n, V): the full forward up to the end of each of the n chunks that are not refused."""
    if ask == "memory":
        return np.zeros(0)
    chunks = _accepted(len(params["W_p"]), chunks)
    config, params = config_of(params, n_head, options), {k: v.astype(np.float64) for k, v in params.items()}
    return np.stack([logits_of(params, config, ids[np.newaxis, :end])[0, -1] for end in np.cumsum(chunks)])


def _accepted(n_ctx, chunks):
    """Return the chunks that are not empty and fit."""
    accepted = []
    for chunk in chunks:
        accepted += [chunk] if 0 < chunk <= n_ctx - sum(accepted) else []
    return accepted


def torch_forward(ask, params, n_head, ids, chunks, options):
    """The same, from one forward of all tokens."""
    import torch

    from reference.part14_generation.torch_full_forward import logits_and_cache

    if ask == "memory":
        return torch.zeros(0, dtype=torch.float64)
    ends = torch.tensor(_accepted(len(params["W_p"]), chunks)).cumsum(0)
    return logits_and_cache(params, ids.long()[None, : int(ends[-1])], n_head, **options)[0][0, ends - 1]
