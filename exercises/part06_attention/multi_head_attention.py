"""multi_head_attention: every token asks n_head questions of the tokens up to itself, and the answers are mixed.

Forward   [Q K V] = x W_attn + b_attn, three blocks of D columns; A = causal attention, head by head;
          Y = A W_proj + b_proj
Given     dY (B, T, D), the upstream gradient of Y
Wanted    dx (B, T, D) and the gradients of W_attn, b_attn, W_proj and b_proj, each of its input's shape
Source    Vaswani et al., Attention Is All You Need (2017), section 3.2.2
"""

from collections.abc import Callable

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part06_attention.multi_head_attention runs it, grader check judges it")

from ..part03_linear_algebra.linear import linear
from .merge_heads import merge_heads
from .scaled_dot_product_attention import scaled_dot_product_attention
from .split_heads import split_heads

# By hand: one token, one head, D = 1. x = [[[2]]], W_attn = [[5, -4, 3]], b_attn = [1, 6, 1], W_proj = [[2]],
# b_proj = [4], dY = [[[3]]]. A softmax over one place is 1, whatever the score: what does that leave for the columns
# of Q and K?
by_hand = {"dx": None, "dW_attn": None, "db_attn": None, "dW_proj": None, "db_proj": None}

# As index formulas of x[B,T,D], W_attn[D,3D], W_proj[D,D], A[B,T,D], dQKV[B,T,3D] and dY[B,T,D]: what are dx, dW_attn,
# db_attn, dW_proj and db_proj? A holds the heads' answers side by side, dQKV is the gradient of x W_attn + b_attn.
formula = {"dx": None, "dW_attn": None, "db_attn": None, "dW_proj": None, "db_proj": None}


def multi_head_attention(
    x: np.ndarray, W_attn: np.ndarray, b_attn: np.ndarray, W_proj: np.ndarray, b_proj: np.ndarray, n_head: int
) -> tuple[np.ndarray, Callable]:
    """Return Y (B, T, D) and its backward, for x (B, T, D), W_attn (D, 3D), b_attn (3D,), W_proj (D, D), b_proj (D,).

    Weights are (in, out). Columns 0 to D of W_attn make Q, the next D make K, the last D make V; head i owns the i-th
    run of D / n_head columns in each. backward(dY) returns the gradients under "x", "W_attn", "b_attn", "W_proj" and
    "b_proj".
    """
    raise NotImplementedError(
        "multi_head_attention: derive dx (B, T, D) and the gradients of W_attn, b_attn, W_proj and "
        "b_proj, each of its input's shape."
    )
