"""multi_head_attention: every token asks n_head questions of the tokens up to itself, and the answers are mixed.

Forward   [Q K V] = x W_attn + b_attn, three blocks of D columns; A = causal attention, head by head;
          Y = A W_proj + b_proj
Given     dY (B, T, D), the upstream gradient of Y
Wanted    dx (B, T, D) and the gradients of W_attn, b_attn, W_proj and b_proj, each of its input's shape
Source    Vaswani et al., Attention Is All You Need (2017), section 3.2.2
"""

from collections.abc import Callable

import numpy as np

from ..part03_linear_algebra.linear import linear
from .merge_heads import merge_heads
from .scaled_dot_product_attention import scaled_dot_product_attention
from .split_heads import split_heads

# By hand: one token, one head, D = 1. x = [[[2]]], W_attn = [[5, -4, 3]], b_attn = [1, 6, 1], W_proj = [[2]],
# b_proj = [4], dY = [[[3]]]. A softmax over one place is 1, whatever the score: what does that leave for the columns
# of Q and K?
by_hand = {"dx": [[[18]]], "dW_attn": [[0, 0, 12]], "db_attn": [0, 0, 6], "dW_proj": [[21]], "db_proj": [3]}

# As index formulas of x[B,T,D], W_attn[D,3D], W_proj[D,D], A[B,T,D], dQKV[B,T,3D] and dY[B,T,D]: what are dx, dW_attn,
# db_attn, dW_proj and db_proj? A holds the heads' answers side by side, dQKV is the gradient of x W_attn + b_attn.
formula = {
    "dx": "dx[b,t,i] = sum[c](dQKV[b,t,c] * W_attn[i,c])",
    "dW_attn": "dW_attn[i,c] = sum[b,t](x[b,t,i] * dQKV[b,t,c])",
    "db_attn": "db_attn[c] = sum[b,t](dQKV[b,t,c])",
    "dW_proj": "dW_proj[i,o] = sum[b,t](A[b,t,i] * dY[b,t,o])",
    "db_proj": "db_proj[o] = sum[b,t](dY[b,t,o])",
}


def multi_head_attention(
    x: np.ndarray, W_attn: np.ndarray, b_attn: np.ndarray, W_proj: np.ndarray, b_proj: np.ndarray, n_head: int
) -> tuple[np.ndarray, Callable]:
    """Return Y (B, T, D) and its backward, for x (B, T, D), W_attn (D, 3D), b_attn (3D,), W_proj (D, D), b_proj (D,).

    Weights are (in, out). Columns 0 to D of W_attn make Q, the next D make K, the last D make V; head i owns the i-th
    run of D / n_head columns in each. backward(dY) returns the gradients under "x", "W_attn", "b_attn", "W_proj" and
    "b_proj".
    """
    ### BEGIN SOLUTION
    QKV, attn_backward = linear(x, W_attn, b_attn)  # (B, T, D) -> (B, T, 3D)
    Q, K, V = np.split(QKV, 3, axis=-1)  # (B, T, 3D) -> three of (B, T, D)
    heads, head_backwards = zip(*(split_heads(part, n_head) for part in (Q, K, V)), strict=True)  # (B, n_head, T, d)
    A, attention_backward = scaled_dot_product_attention(*heads)  # (B, n_head, T, d)
    merged, merge_backward = merge_heads(A)  # (B, n_head, T, d) -> (B, T, D)
    Y, proj_backward = linear(merged, W_proj, b_proj)  # (B, T, D)

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # The forward was a chain, so the backward is the same chain from its end: each piece hands on its "x".
        proj = proj_backward(dY)
        dA = merge_backward(proj["x"])["x"]  # (B, T, D) -> (B, n_head, T, d)
        mixed = attention_backward(dA)
        dQ, dK, dV = (back(mixed[name])["x"] for back, name in zip(head_backwards, "QKV", strict=True))  # (B, T, D)
        # QKV[..., c] went into one block alone, so its gradient is that block's: the split becomes a concatenation.
        # x went into all three; linear's backward sums over all 3D columns and adds the three ways back to x.
        attn = attn_backward(np.concatenate([dQ, dK, dV], axis=-1))  # three of (B, T, D) -> (B, T, 3D)
        return {"x": attn["x"], "W_attn": attn["W"], "b_attn": attn["b"], "W_proj": proj["W"], "b_proj": proj["b"]}

    return Y, backward
    ### END SOLUTION
