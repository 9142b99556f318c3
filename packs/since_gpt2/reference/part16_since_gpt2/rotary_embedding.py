"""rotary_embedding: each pair (i, i + d/2) of channels turned by positions[t] base^(-2i/d) (Su et al. 2021)."""

from __future__ import annotations

import numpy as np


def forward(x, positions, base=10000.0):
    """x (B, H, T, d), positions (T,) -> (B, H, T, d); a matrix R (to, from, T, d/2) for all the pairs at once."""
    *leading, d = x.shape
    angles = np.multiply.outer(positions, 1 / np.power(base, 2 * np.arange(d // 2) / d))
    R = np.array([[np.cos(angles), -np.sin(angles)], [np.sin(angles), np.cos(angles)]])
    pairs = x.reshape(*leading, 2, d // 2)
    return np.einsum("cati,bhtai->bhtci", R, pairs).reshape(x.shape)


def torch_forward(x, positions, base=10000.0):
    """x (B, H, T, d), positions (T,) -> (B, H, T, d); a pair is one complex number, times e^(i angle)."""
    import torch

    m = x.shape[-1] // 2
    frequencies = base ** (-torch.arange(m, dtype=torch.float64) / m)
    angles = torch.outer(positions.to(torch.float64), frequencies).to(x.dtype)
    turned = torch.complex(x[..., :m], x[..., m:]) * torch.polar(torch.ones_like(angles), angles)
    return torch.cat([turned.real, turned.imag], dim=-1)
