"""adamw_in_chunks: the step of adamw_update."""

from __future__ import annotations

import numpy as np

from reference.part11_optimizer.adamw_update import forward as adamw_update


def forward(ask, theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay, chunk):
    """One step -> (theta, m, v); nothing where `ask` is "memory"."""
    if ask == "memory":
        return np.zeros(0), np.zeros(0), np.zeros(0)
    return adamw_update(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay)


def torch_forward(ask, theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay, chunk):
    """The same by torch.optim.AdamW."""
    import torch

    from reference.part11_optimizer.adamw_update import torch_forward as adamw_update

    if ask == "memory":
        return torch.zeros(0), torch.zeros(0), torch.zeros(0)
    return adamw_update(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay)
