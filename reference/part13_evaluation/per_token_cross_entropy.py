"""per_token_cross_entropy: -log softmax(logits)[target] (Bishop 2006, section 4.3.4)."""

from __future__ import annotations

import numpy as np


def forward(logits, targets):
    """logits (..., V), targets (...) -> (...): log of the sum over v of exp(logits[v] - logits[target])."""
    logits = logits.astype(np.float64)
    odds = logits - np.take_along_axis(logits, np.expand_dims(targets, -1), -1)
    return np.logaddexp.reduce(odds, axis=-1)


def torch_forward(logits, targets):
    """logits (..., V), targets (...) -> (...)."""
    import torch

    flat = logits.double().reshape(-1, logits.shape[-1])
    return torch.nn.functional.cross_entropy(flat, targets.flatten().long(), reduction="none").reshape(targets.shape)
