"""reshape: the entries of x in C order, under another shape."""

from __future__ import annotations

import numpy as np


def forward(x, shape):
    """x of any shape -> shape, the last axis fastest."""
    return np.array(list(x.flat)).reshape(shape)


def torch_forward(x, shape):
    """x of any shape -> shape, the last axis fastest."""
    import torch

    return torch.reshape(x, shape)
