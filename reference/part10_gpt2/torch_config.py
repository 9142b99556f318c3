"""The size of a config's model, counted by PyTorch."""

from __future__ import annotations

import torch

from reference.gpt2_torch import TorchGPT2


def number(value):
    """Return a float64 scalar."""
    return torch.tensor(float(value), dtype=torch.float64)


def count_parameters(config):
    """Return the number of entries of all parameters, from a model without numbers."""
    with torch.device("meta"):
        model = TorchGPT2(config)
    return number(sum(p.numel() for p in model.parameters()))
