"""transformer_block: the pre-LN block of GPT-2 (Radford et al. 2019, section 2.3)."""

from __future__ import annotations

import numpy as np

from reference.part06_attention.block import normalize
from reference.part06_attention.multi_head_attention import forward as multi_head_attention


def forward(x, ln1_g, ln1_b, W_attn, b_attn, W_proj, b_proj, ln2_g, ln2_b, W1, b1, W2, b2, n_head, eps=1e-5):
    """x (B, T, D), W1 (D, H), W2 (H, D) -> (B, T, D): pre-LN, and the tanh form of GELU."""
    x = x + multi_head_attention(normalize(x, eps) * ln1_g + ln1_b, W_attn, b_attn, W_proj, b_proj, n_head)
    u = (normalize(x, eps) * ln2_g + ln2_b) @ W1 + b1
    return x + (0.5 * u * (1 + np.tanh(np.sqrt(2 / np.pi) * (u + 0.044715 * u * u * u)))) @ W2 + b2


def torch_forward(x, ln1_g, ln1_b, W_attn, b_attn, W_proj, b_proj, ln2_g, ln2_b, W1, b1, W2, b2, n_head, eps=1e-5):
    """x (B, T, D), W1 (D, H), W2 (H, D) -> (B, T, D): pre-LN, and the tanh form of GELU."""
    import torch

    from reference.part06_attention.multi_head_attention import torch_forward as multi_head_attention

    normed = torch.nn.functional.layer_norm(x, x.shape[-1:], ln1_g, ln1_b, eps)
    x = x + multi_head_attention(normed, W_attn, b_attn, W_proj, b_proj, n_head)
    normed = torch.nn.functional.layer_norm(x, x.shape[-1:], ln2_g, ln2_b, eps)
    return x + torch.nn.functional.gelu(normed @ W1 + b1, approximate="tanh") @ W2 + b2
