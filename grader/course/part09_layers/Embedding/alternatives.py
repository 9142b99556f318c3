"""A right alternative to Embedding: a correct answer, written in another way."""

import numpy as np

from ..part08_autograd.Tensor import Tensor
from .Module import Module


class one_hot(Module):
    """Look rows up by a product of one-hot rows with the table."""

    def __init__(self, V, D, *, rng=None, dtype=np.float64):
        self.W = Tensor(((rng or np.random.default_rng(0)).standard_normal((V, D)) * 0.02).astype(dtype), True)

    def forward(self, ids):
        """Multiply the one-hot rows by the table."""
        return np.eye(self.W.shape[0], dtype=self.W.dtype)[ids] @ self.W
