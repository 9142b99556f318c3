"""multiply: a * b, broadcast."""

from __future__ import annotations

import numpy as np


def forward(a, b):
    """a and b of any two shapes that broadcast -> their common shape."""
    return np.multiply(a, b)


def torch_forward(a, b):
    """a and b of any two shapes that broadcast -> their common shape."""
    import torch

    return torch.mul(a, b)
