"""A right alternative to LayerNorm: a correct answer, written in another way."""

import numpy as np

from ..part08_autograd.Tensor import Tensor, apply
from .Module import Module


def _inverse_root(v, eps):
    r = 1 / np.sqrt(v + eps)
    return r, lambda d: {"v": -0.5 * d * r * r * r}


class piece_by_piece(Module):
    """Means as products with a matrix of 1/D; autograd differentiates the mean and the variance."""

    def __init__(self, D, bias=True, eps=1e-5, *, dtype=np.float64):
        self.gamma, self.beta = Tensor(np.ones(D, dtype), True), Tensor(np.zeros(D, dtype), True) if bias else None
        self.eps = eps

    def forward(self, x):
        """Return gamma (x - mean) / sqrt(variance + eps) + beta."""
        x = x if isinstance(x, Tensor) else Tensor(x)
        mean = np.full((x.shape[-1], x.shape[-1]), 1 / x.shape[-1], x.dtype)
        centred = x - x @ mean
        Y = centred * apply(_inverse_root, (centred * centred) @ mean, self.eps) * self.gamma
        return Y if self.beta is None else Y + self.beta
