"""gelu: x Phi(x), with the normal distribution function Phi (Hendrycks and Gimpel 2016, section 2)."""

from __future__ import annotations

import numpy as np


def forward(x):
    """x of any shape -> the same; SciPy's erf takes complex numbers."""
    from scipy.special import erf  # takes 0.2 s to import, for this exercise alone

    return 0.5 * x * (1 + erf(x * np.sqrt(0.5)))


def torch_forward(x):
    """x of any shape -> the same."""
    import torch

    return torch.nn.functional.gelu(x, approximate="none")
