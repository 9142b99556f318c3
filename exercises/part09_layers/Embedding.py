"""Embedding: one learned row for every token, as a layer that owns the table.

Forward   Y[..., d] = W[ids[...], d]
Given     ids (...), integers from 0 to V - 1: an array, not a Tensor that could have a gradient
Wanted    the layer: W (V, D), and Y (..., D), a Tensor, by your op embedding
Source    Bengio, Ducharme, Vincent and Jauvin, A Neural Probabilistic Language Model (2003), section 2
"""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

if not __package__:
    raise SystemExit("python -m exercises.part09_layers.Embedding runs it, grader check judges it")

from ..part05_normalization.embedding import embedding
from ..part08_autograd.Tensor import Tensor, apply
from .Module import Module

# By hand: W = [[1, 2], [3, 4], [5, 6]], ids = [2, 0, 2], and dY = [[1, 2], [3, 4], [5, 6]]. What are Y and dW?
by_hand = {"Y": None, "dW": None}


class Embedding(Module):
    """Look up rows of `W` (V, D)."""

    def __init__(
        self, V: int, D: int, *, rng: np.random.Generator | None = None, dtype: DTypeLike = np.float64
    ) -> None:
        """Draw W from N(0, 0.02^2) by rng (np.random.default_rng(0) where none is given)."""
        raise NotImplementedError(
            "Embedding: write __init__. Draw W from N(0, 0.02^2) by rng (np.random.default_rng(0) where "
            "none is given)."
        )

    def forward(self, ids: np.ndarray) -> Tensor:
        """Return Y (..., D), for integers ids (...) of any shape."""
        raise NotImplementedError(
            "Embedding: write forward. Return Y (..., D), for integers ids (...) of any shape."
        )
