"""gelu_tanh: the approximation of GELU by tanh (Hendrycks and Gimpel 2016, section 2)."""

from __future__ import annotations

import numpy as np


def forward(x):
    """x of any shape -> the same."""
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x * x * x)))


def torch_forward(x):
    """x of any shape -> the same."""
    import torch

    return torch.nn.functional.gelu(x, approximate="tanh")
