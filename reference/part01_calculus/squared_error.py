"""squared_error: L = (x w + b - y)^2."""

from __future__ import annotations

import numpy as np


def forward(x, w, b, y):
    """Four inputs of one shape -> L of that shape."""
    return np.square(np.multiply(x, w) + (b - y))


def torch_forward(x, w, b, y):
    """Four inputs of one shape -> L of that shape."""
    import torch

    return torch.nn.functional.mse_loss(x * w + b, y, reduction="none")
