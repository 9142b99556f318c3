"""A right alternative to MultiHeadAttention: a correct answer, written in another way."""

import numpy as np

from ..part06_attention.merge_heads import merge_heads
from ..part06_attention.scaled_dot_product_attention import scaled_dot_product_attention
from ..part06_attention.split_heads import split_heads
from ..part08_autograd.Tensor import apply
from .Linear import Linear
from .Module import Module


def _third(x, index):
    """Return one third of the last axis: the first (0), second (1) or third (2)."""
    width = x.shape[-1] // 3
    third = slice(index * width, (index + 1) * width)

    def backward(d):
        dx = np.zeros_like(x)
        dx[..., third] = d
        return {"x": dx}

    return x[..., third], backward


class op_by_op(Module):
    """One Tensor per step: call the two Linear layers, and slice qkv into thirds by an op."""

    def __init__(self, D, n_head, bias=True, *, rng=None, dtype=np.float64):
        if D // n_head * n_head != D:
            raise ValueError("n_head has to divide D")
        rng = np.random.default_rng(0) if rng is None else rng
        self.qkv, self.proj = (Linear(D, n * D, bias, rng=rng, dtype=dtype) for n in (3, 1))
        self.n_head = n_head

    def forward(self, x):
        """Project, split, attend, merge, project."""
        qkv = self.qkv(x)
        Q, K, V = (apply(split_heads, apply(_third, qkv, index), self.n_head) for index in range(3))
        return self.proj(apply(merge_heads, apply(scaled_dot_product_attention, Q, K, V)))
