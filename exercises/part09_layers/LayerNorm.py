"""LayerNorm: every row gets mean 0 and variance 1, as a layer that owns its scale and, where wanted, its shift.

Forward   Y = gamma xhat + beta, or without beta, where xhat = (x - mean) / sqrt(variance + eps) over the last axis
Given     x (..., D), a Tensor or an array
Wanted    the layer: gamma (D,) and beta (D,) or None, and Y (..., D), a Tensor, by your op layer_norm
Source    Ba, Kiros and Hinton, Layer Normalization (2016), section 3
"""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

if not __package__:
    raise SystemExit("python -m exercises.part09_layers.LayerNorm runs it, grader check judges it")

from ..part05_normalization.layer_norm import layer_norm
from ..part08_autograd.Tensor import Tensor, apply
from .Module import Module

# By hand: x = [[1, 4, 1]], gamma = [2, 1, -1], beta = [0, 1, 3], eps = 2 and dY = [[1, 3, 2]]. What are Y, dx, dgamma
# and dbeta? (The mean is 2, the variance 2, and so the square root is 2.)
by_hand = {"Y": None, "dx": None, "dgamma": None, "dbeta": None}


class LayerNorm(Module):
    """Normalize rows of D entries, then scale by `gamma` (D,) and shift by `beta` (D,), which is None without bias."""

    def __init__(self, D: int, bias: bool = True, eps: float = 1e-5, *, dtype: DTypeLike = np.float64) -> None:
        """Start at gamma = 1 and beta = 0: the layer normalizes and does no more, until it learns to."""
        raise NotImplementedError(
            "LayerNorm: write __init__. Start at gamma = 1 and beta = 0: the layer normalizes and does no "
            "more, until it learns to."
        )

    def forward(self, x: Tensor | np.ndarray) -> Tensor:
        """Return Y (..., D), for x (..., D)."""
        raise NotImplementedError(
            "LayerNorm: write forward. Return Y (..., D), for x (..., D)."
        )
