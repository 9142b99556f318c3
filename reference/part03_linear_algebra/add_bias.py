"""add_bias: x + b along the last axis."""

from __future__ import annotations


def forward(x, b):
    """x (..., N), b (N,) -> (..., N)."""
    return x + b


def torch_forward(x, b):
    """x (..., N), b (N,) -> (..., N)."""
    return x + b
