"""gelu_in_chunks: the output of gelu_tanh."""

from __future__ import annotations

import math

import numpy as np


def forward(u, chunk, many=0):
    """u of any shape -> the same: the tanh form of GELU."""
    return 0.5 * u * (1 + np.tanh(math.sqrt(2 / math.pi) * (u + 0.044715 * u * u * u)))


def torch_forward(u, chunk, many=0):
    """u of any shape -> the same: the tanh form of GELU."""
    import torch

    return torch.nn.functional.gelu(u, approximate="tanh")
