"""swiglu: an MLP whose hidden units are gated by silu (Shazeer 2020, the variant SwiGLU, without biases)."""

from __future__ import annotations

import numpy as np


def _silu(a):
    """a / (1 + e^-a); where a is negative as a e^a / (1 + e^a), so that no exponential overflows."""
    negative = a.real < 0
    e = np.exp(np.where(negative, a, -a))
    return np.where(negative, e, 1) * a / (1 + e)


def forward(x, W_gate, W_up, W_down):
    """x (..., D), W_gate and W_up (D, F), W_down (F, D) -> (..., D)."""
    gate, up = (np.einsum("...d,df->...f", x, W) for W in (W_gate, W_up))
    return np.einsum("...f,...f,fo->...o", _silu(gate), up, W_down)


def torch_forward(x, W_gate, W_up, W_down):
    """x (..., D), W_gate and W_up (D, F), W_down (F, D) -> (..., D)."""
    import torch

    return (torch.nn.functional.silu(x @ W_gate) * (x @ W_up)) @ W_down
