"""transpose: the axes of x in another order."""

from __future__ import annotations

import numpy as np


def forward(x, axes):
    """x of any shape; axis k of the result is axis axes[k] of x."""
    return np.einsum(x, range(x.ndim), list(axes))


def torch_forward(x, axes):
    """x of any shape; axis k of the result is axis axes[k] of x."""
    import torch

    return torch.permute(x, axes)
