"""MultiHeadAttention: causal attention in n_head heads, as a layer that owns its two projections.

Forward   [Q K V] = qkv(x), A = causal attention head by head, Y = proj(A), with qkv from D to 3D and proj from D to D
Given     x (B, T, D), a Tensor or an array
Wanted    the layer: qkv and proj, and Y (B, T, D), a Tensor, by your op multi_head_attention
Source    Vaswani et al., Attention Is All You Need (2017), section 3.2.2
"""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from ..part06_attention.multi_head_attention import multi_head_attention
from ..part08_autograd.Tensor import Tensor, apply
from .Linear import Linear
from .Module import Module

# By hand: one token, one head, D = 1. x = [[[2]]], qkv has W = [[5, -4, 3]] and b = [1, 6, 1], proj has W = [[2]] and
# b = [4], and dY = [[[3]]]. What are Y and dx? A softmax over a single place is 1, whatever the score.
by_hand = {"Y": [[[18]]], "dx": [[[18]]]}


class MultiHeadAttention(Module):
    """Every token looks back at the tokens up to itself. `qkv` is Linear(D, 3 D), `proj` is Linear(D, D)."""

    def __init__(
        self,
        D: int,
        n_head: int,
        bias: bool = True,
        *,
        rng: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        """Make qkv and proj, in this order from one rng. Raises ValueError where n_head does not divide D."""
        ### BEGIN SOLUTION
        if D % n_head:
            raise ValueError(f"{D} channels do not divide into {n_head} heads")
        rng = rng or np.random.default_rng(0)
        self.n_head = n_head
        self.qkv = Linear(D, 3 * D, bias, rng=rng, dtype=dtype)
        self.proj = Linear(D, D, bias, rng=rng, dtype=dtype)
        ### END SOLUTION

    def forward(self, x: Tensor | np.ndarray) -> Tensor:
        """Return Y (B, T, D), for x (B, T, D)."""
        ### BEGIN SOLUTION
        # The two Linears are here for their weights; the op, which has its own backward, does both products itself.
        weights = [self.qkv.W, _bias(self.qkv), self.proj.W, _bias(self.proj)]
        return apply(multi_head_attention, x, *weights, self.n_head)  # (B, T, D) -> (B, T, D)
        ### END SOLUTION


def _bias(layer: Linear) -> Tensor | np.ndarray:
    """Return a Linear's bias, or a constant 0 of its shape where it has none."""
    ### BEGIN SOLUTION
    return np.zeros_like(layer.W.data[0]) if layer.b is None else layer.b  # (n_out,), as long as a row of W
    ### END SOLUTION
