"""The layers of part 09 as NumPy functions of their parameters, differentiated by the complex step."""

from __future__ import annotations

import numpy as np

from reference.oracles import complex_step
from reference.part03_linear_algebra.gelu import forward as gelu_erf
from reference.part03_linear_algebra.gelu_tanh import forward as gelu_tanh
from reference.part06_attention.scaled_dot_product_attention import forward as scaled_dot_product_attention


def output_and_gradients(formula, inputs, dY):
    """Return {"Y": formula(*inputs), input name: its gradient, …} in float64, 0 for an input that is None."""
    wide = {name: array if array is None else array.astype(np.float64) for name, array in inputs.items()}
    present = [name for name, array in wide.items() if array is not None]
    gradients = complex_step(formula, wide, present, dY.astype(np.float64))
    return {"Y": formula(*wide.values())} | {name: gradients.get(name, 0.0) for name in wide}


def initial_state(weights):
    """Return the standard deviation and the kurtosis of each weight, 1 where a seed repeats them, how many are alike.

    Where there are several, 1 follows: they are drawn in order.
    """
    return np.full(weights, 0.02), np.full(weights, 3.0), 1.0, 0.0, *([1.0] if weights > 1 else [])


def bits(array):
    """Return the bits of one entry."""
    return 8.0 * array.itemsize


def linear(x, W, b):
    """x (..., K), W (K, N), b (N,) or None -> (..., N)."""
    Y = np.einsum("...k,kn->...n", x, W)
    return Y if b is None else Y + b


def layer_norm(x, gamma, beta, eps):
    """x (..., D), gamma (D,), beta (D,) or None -> (..., D)."""
    centred = x - x.mean(-1, keepdims=True)
    Y = gamma * centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + eps)
    return Y if beta is None else Y + beta


def mlp(x, fc_W, fc_b, proj_W, proj_b, gelu):
    """x (..., D), fc_W (D, H), proj_W (H, D) -> (..., D)."""
    u = linear(x, fc_W, fc_b)
    return linear(gelu_erf(u) if gelu == "erf" else gelu_tanh(u), proj_W, proj_b)


def attention(x, qkv_W, qkv_b, proj_W, proj_b, n_head):
    """x (B, T, D), qkv_W (D, 3D), proj_W (D, D) -> (B, T, D), causal."""
    parts = np.split(linear(x, qkv_W, qkv_b), 3, axis=-1)
    heads = zip(*(np.split(part, n_head, axis=-1) for part in parts), strict=True)
    return linear(np.concatenate([scaled_dot_product_attention(*head) for head in heads], axis=-1), proj_W, proj_b)
