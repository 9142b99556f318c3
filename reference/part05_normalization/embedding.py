"""embedding: rows of a table, by token id (Bengio et al. 2003, section 2)."""

from __future__ import annotations

import numpy as np


def forward(W_e, ids):
    """W_e (V, D), ids of any shape -> (*ids.shape, D)."""
    return np.take(W_e, ids, axis=0)


def torch_forward(W_e, ids):
    """W_e (V, D), ids of any shape -> (*ids.shape, D)."""
    import torch

    return torch.nn.functional.embedding(ids, W_e)
