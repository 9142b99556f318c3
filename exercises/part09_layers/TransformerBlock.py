"""TransformerBlock: attention and an MLP, each behind its own LayerNorm and beside a residual connection.

Forward   r = x + attention(ln1(x)), Y = r + mlp(ln2(r))
Given     x (B, T, D), a Tensor or an array
Wanted    the layer: ln1, attention, ln2 and mlp, and Y (B, T, D), a Tensor; GPT-2 is a stack of these
Source    Radford et al., Language Models are Unsupervised Multitask Learners (2019), section 2.3
"""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

if not __package__:
    raise SystemExit("python -m exercises.part09_layers.TransformerBlock runs it, grader check judges it")

from ..part08_autograd.Tensor import Tensor
from .LayerNorm import LayerNorm
from .MLP import MLP
from .Module import Module
from .MultiHeadAttention import MultiHeadAttention

# By hand: one token, one head, D = 1 and the tanh GELU. LayerNorm of one number is its beta, whatever the number. Let
# both betas be 1; qkv has W = [[5, -4, 2]] and b = [0, 0, 2], proj has W = [[3]] and b = [4]; fc has W = [[2, 0, 0, 0]]
# and b = [-1, 0, 0, 0], proj has 5 in all four rows of W, and b = [6]; x = [[[2]]] and dY = [[[2]]]. What are Y and dx?
# (gelu_tanh(1) = 0.841, gelu_tanh(0) = 0.)
by_hand = {"Y": None, "dx": None}


class TransformerBlock(Module):
    """One layer of GPT-2: tokens exchange what they know (`attention`), then each thinks it over (`mlp`)."""

    def __init__(
        self,
        D: int,
        n_head: int,
        bias: bool = True,
        gelu: str = "tanh",
        eps: float = 1e-5,
        *,
        rng: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        """Make ln1, attention, ln2 and mlp, in this order and from one rng; bias and eps go to all that have them."""
        raise NotImplementedError(
            "TransformerBlock: write __init__. Make ln1, attention, ln2 and mlp, in this order and from "
            "one rng; bias and eps go to all that have them."
        )

    def forward(self, x: Tensor | np.ndarray) -> Tensor:
        """Return Y (B, T, D), for x (B, T, D)."""
        raise NotImplementedError(
            "TransformerBlock: write forward. Return Y (B, T, D), for x (B, T, D)."
        )
