"""Reference forwards of part 04."""

from __future__ import annotations

import numpy as np


def softmax(x):
    """x (..., V) -> (..., V), rows that sum to 1."""
    e = np.exp(x - np.max(x.real, axis=-1, keepdims=True))
    return e / np.einsum("...v->...", e)[..., None]


def cross_entropy(p, y):
    """p (..., V), y (...) of int -> a number, summed over the rows."""
    return -np.sum(np.log(np.take_along_axis(p, y[..., None], axis=-1)))


def softmax_cross_entropy(logits, targets, ignore_index=-1):
    """logits (..., V), targets (...) of int -> a number, the mean over the tokens not ignored."""
    counts = targets != ignore_index
    z = logits - np.max(logits.real, axis=-1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True))
    picked = np.take_along_axis(log_p, np.where(counts, targets, 0)[..., None], axis=-1)[..., 0]
    return -np.sum(np.where(counts, picked, 0)) / np.maximum(1, np.sum(counts))
