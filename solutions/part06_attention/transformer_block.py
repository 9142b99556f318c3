"""transformer_block: attention and an MLP, each behind a LayerNorm of its own and beside a residual connection.

Forward   r = x + attention(LN1(x)), Y = r + MLP(LN2(r)), where MLP(n) = gelu_tanh(n W1 + b1) W2 + b2
Given     dY (B, T, D), the upstream gradient of Y
Wanted    dx (B, T, D) and the gradients of the twelve weights, each of its input's shape
Source    Radford et al., Language Models are Unsupervised Multitask Learners (2019), section 2.3
"""

from collections.abc import Callable

import numpy as np

from ..part03_linear_algebra.gelu_tanh import gelu_tanh
from ..part03_linear_algebra.linear import linear
from ..part05_normalization.layer_norm import layer_norm
from .multi_head_attention import multi_head_attention

# By hand: one token, one head, D = 1 and a hidden layer 1 wide. x = [[[2]]], every gamma is 3, every beta is 1,
# W_attn = [[5, -4, 2]], b_attn = [0, 0, 2], W_proj = [[3]], b_proj = [4], W1 = [[2]], b1 = [-1], W2 = [[5]], b2 = [6],
# dY = [[[2]]]. LayerNorm of a single number puts out beta, whatever the number: what reaches x, then, and by which
# way? (gelu_tanh(1) = 0.841 and its slope there is 1.083.)
by_hand = {
    "dx": [[[2]]],
    "dln1_b": [12],
    "dW_attn": [[0, 0, 6]],
    "dW_proj": [[8]],
    "dln2_b": [21.66],
    "dW1": [[10.83]],
    "dW2": [[1.682]],
}

# As index formulas of x[B,T,D], n2[B,T,D], g[B,T,H], W1[D,H], W2[H,D], dY[B,T,D], du[B,T,H], dr_ln2[B,T,D] and
# dx_ln1[B,T,D]: what are dx, dW1, db1, dW2 and db2? n2 and g are what W1 and W2 multiply, du is the gradient of n2 W1
# + b1; dr_ln2 and dx_ln1 are what LN2 and LN1 send back to r and to x.
formula = {
    "dx": """
        dr[b,t,i] = dY[b,t,i] + dr_ln2[b,t,i]
        dx[b,t,i] = dr[b,t,i] + dx_ln1[b,t,i]
    """,
    "dW1": "dW1[i,h] = sum[b,t](n2[b,t,i] * du[b,t,h])",
    "db1": "db1[h] = sum[b,t](du[b,t,h])",
    "dW2": "dW2[h,o] = sum[b,t](g[b,t,h] * dY[b,t,o])",
    "db2": "db2[o] = sum[b,t](dY[b,t,o])",
}


def transformer_block(
    x: np.ndarray,
    ln1_g: np.ndarray,
    ln1_b: np.ndarray,
    W_attn: np.ndarray,
    b_attn: np.ndarray,
    W_proj: np.ndarray,
    b_proj: np.ndarray,
    ln2_g: np.ndarray,
    ln2_b: np.ndarray,
    W1: np.ndarray,
    b1: np.ndarray,
    W2: np.ndarray,
    b2: np.ndarray,
    n_head: int,
    eps: float = 1e-5,
) -> tuple[np.ndarray, Callable]:
    """Return Y (B, T, D) and its backward, for x (B, T, D); both LayerNorms use eps.

    ln1_g, ln1_b, ln2_g, ln2_b, b_proj and b2 are (D,), W_attn (D, 3D), b_attn (3D,), W_proj (D, D), W1 (D, H), b1 (H,),
    W2 (H, D): GPT-2 has H = 4D, and any H will do. Its GELU is the tanh form, gelu_tanh. backward(dY) returns the
    gradients of x and of the twelve weights under the arguments' names.
    """
    ### BEGIN SOLUTION
    n1, ln1_backward = layer_norm(x, ln1_g, ln1_b, eps)  # (B, T, D)
    a, attention_backward = multi_head_attention(n1, W_attn, b_attn, W_proj, b_proj, n_head)  # (B, T, D)
    r = x + a
    n2, ln2_backward = layer_norm(r, ln2_g, ln2_b, eps)  # (B, T, D)
    u, up_backward = linear(n2, W1, b1)  # (B, T, D) -> (B, T, H)
    g, gelu_backward = gelu_tanh(u)
    m, down_backward = linear(g, W2, b2)  # (B, T, H) -> (B, T, D)
    Y = r + m

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # Y = r + m: r is used twice, once as it is and once through LN2 and the MLP, so two gradients meet in dr.
        down = down_backward(dY)
        du = gelu_backward(down["x"])["x"]  # (B, T, H)
        up = up_backward(du)
        ln2 = ln2_backward(up["x"])
        dr = dY + ln2["x"]
        # r = x + a: the same once more, and what arrives is dr, no longer dY.
        attention = attention_backward(dr)
        ln1 = ln1_backward(attention["x"])
        dx = dr + ln1["x"]
        by_ln1 = {"ln1_g": ln1["gamma"], "ln1_b": ln1["beta"]}
        by_attention = {name: attention[name] for name in ("W_attn", "b_attn", "W_proj", "b_proj")}
        by_ln2 = {"ln2_g": ln2["gamma"], "ln2_b": ln2["beta"]}
        by_mlp = {"W1": up["W"], "b1": up["b"], "W2": down["W"], "b2": down["b"]}
        return {"x": dx} | by_ln1 | by_attention | by_ln2 | by_mlp

    return Y, backward
    ### END SOLUTION
