"""softmax_cross_entropy: the mean cross-entropy of softmax(logits) (Bishop 2006, section 4.3.4)."""

from __future__ import annotations

import numpy as np


def forward(logits, targets, ignore_index=-1):
    """logits (..., V), targets (...) of int -> (), the mean over the targets other than ignore_index."""
    counts = targets != ignore_index
    z = logits - np.max(logits.real, axis=-1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True))
    picked = np.take_along_axis(log_p, np.where(counts, targets, 0)[..., None], axis=-1)[..., 0]
    return -np.sum(np.where(counts, picked, 0)) / np.maximum(1, np.sum(counts))


def torch_forward(logits, targets, ignore_index=-1):
    """logits (..., V), targets (...) of int -> (), the mean over the targets other than ignore_index."""
    import torch

    rows = logits.reshape(-1, logits.shape[-1])
    return torch.nn.functional.cross_entropy(rows, targets.reshape(-1), ignore_index=ignore_index)
