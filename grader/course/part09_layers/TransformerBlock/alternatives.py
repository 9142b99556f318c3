"""A right alternative to TransformerBlock: a correct answer, written in another way."""

import numpy as np

from .LayerNorm import LayerNorm
from .MLP import MLP
from .Module import Module
from .MultiHeadAttention import MultiHeadAttention


class two_branches(Module):
    """Both branches in one loop: x + branch(norm(x)), for attention and for the MLP."""

    def __init__(self, D, n_head, bias=True, gelu="tanh", eps=1e-5, *, rng=None, dtype=np.float64):
        options = {"rng": np.random.default_rng(0) if rng is None else rng, "dtype": dtype}
        self.ln1, self.attention = LayerNorm(D, bias, eps, dtype=dtype), MultiHeadAttention(D, n_head, bias, **options)
        self.ln2, self.mlp = LayerNorm(D, bias, eps, dtype=dtype), MLP(D, 4 * D, bias, gelu, **options)

    def forward(self, x):
        """Apply both branches."""
        for norm, branch in ((self.ln1, self.attention), (self.ln2, self.mlp)):
            x = branch(norm(x)) + x
        return x
