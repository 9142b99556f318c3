"""causal_mask: what is added to the scores of later positions (Vaswani et al. 2017, section 3.2.3)."""

from __future__ import annotations

import numpy as np


def forward(S, fill=-1e9):
    """-> (S, S): fill where the column is later than the row, else 0."""
    position = np.arange(S)
    return np.where(position[None, :] > position[:, None], float(fill), 0.0)


def torch_forward(S, fill=-1e9):
    """-> (S, S): fill above the diagonal, else 0."""
    import torch

    return torch.full((S, S), fill, dtype=torch.float64).triu(diagonal=1)
