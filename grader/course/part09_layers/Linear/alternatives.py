"""A right alternative to Linear: a correct answer, written in another way."""

import numpy as np

from ..part08_autograd.Tensor import Tensor
from .Module import Module


class by_operators(Module):
    """x @ W + b by the Tensor's operators, which broadcast b and sum its gradient."""

    def __init__(self, n_in, n_out, bias=True, *, rng=None, dtype=np.float64):
        if rng is None:
            rng = np.random.default_rng(0)
        self.W = Tensor(0.02 * rng.standard_normal((n_in, n_out)).astype(dtype), requires_grad=True)
        self.b = None
        if bias:
            self.b = Tensor(np.zeros(n_out, dtype=dtype), True)

    def forward(self, x):
        """Return x W + b, or x W without a bias."""
        Y = x @ self.W
        return Y if self.b is None else Y + self.b
