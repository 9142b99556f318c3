"""transformer_block: attention and an MLP, each behind a LayerNorm of its own and beside a residual connection.

Forward   r = x + attention(LN1(x)), Y = r + MLP(LN2(r)), where MLP(n) = gelu_tanh(n W1 + b1) W2 + b2
Given     dY (B, T, D), the upstream gradient of Y
Wanted    dx (B, T, D) and the gradients of the twelve weights, each of its input's shape
Source    Radford et al., Language Models are Unsupervised Multitask Learners (2019), section 2.3
"""

from collections.abc import Callable

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part06_attention.transformer_block runs it, grader check judges it")

from ..part03_linear_algebra.gelu_tanh import gelu_tanh
from ..part03_linear_algebra.linear import linear
from ..part05_normalization.layer_norm import layer_norm
from .multi_head_attention import multi_head_attention

# By hand: one token, one head, D = 1 and a hidden layer 1 wide. x = [[[2]]], every gamma is 3, every beta is 1,
# W_attn = [[5, -4, 2]], b_attn = [0, 0, 2], W_proj = [[3]], b_proj = [4], W1 = [[2]], b1 = [-1], W2 = [[5]], b2 = [6],
# dY = [[[2]]]. LayerNorm of a single number puts out beta, whatever the number: what reaches x, then, and by which
# way? (gelu_tanh(1) = 0.841 and its slope there is 1.083.)
by_hand = {"dx": None, "dln1_b": None, "dW_attn": None, "dW_proj": None, "dln2_b": None, "dW1": None, "dW2": None}

# As index formulas of x[B,T,D], n2[B,T,D], g[B,T,H], W1[D,H], W2[H,D], dY[B,T,D], du[B,T,H], dr_ln2[B,T,D] and
# dx_ln1[B,T,D]: what are dx, dW1, db1, dW2 and db2? n2 and g are what W1 and W2 multiply, du is the gradient of n2 W1
# + b1; dr_ln2 and dx_ln1 are what LN2 and LN1 send back to r and to x.
formula = {"dx": None, "dW1": None, "db1": None, "dW2": None, "db2": None}


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
    raise NotImplementedError(
        "transformer_block: derive dx (B, T, D) and the gradients of the twelve weights, each of its "
        "input's shape."
    )
