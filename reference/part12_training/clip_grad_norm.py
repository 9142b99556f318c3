"""clip_grad_norm (Pascanu, Mikolov and Bengio 2013, algorithm 1), held against torch.nn.utils."""

from __future__ import annotations

import numpy as np


def forward(W, b, gamma, max_norm):
    """The gradients of three parameters, or None -> (their norm, the clipped gradients), None as (0,)."""
    gradients = [np.zeros(0) if g is None else g for g in (W, b, gamma)]
    norm = np.sqrt(sum(np.sum(g.astype(np.float64) ** 2) for g in gradients))
    return norm, *(g * min(1.0, max_norm / (norm + 1e-6)) for g in gradients)


def torch_forward(W, b, gamma, max_norm):
    """The same by `torch.nn.utils.clip_grad_norm_`."""
    import torch

    # In float64: PyTorch takes each gradient's norm in its own dtype, where float32 overflows.
    gradients = [None if g is None else g.double() for g in (W, b, gamma)]
    params = [torch.nn.Parameter(torch.zeros(0 if g is None else g.shape).double()) for g in gradients]
    for parameter, g in zip(params, gradients, strict=True):
        parameter.grad = None if g is None else g.clone()
    norm = torch.nn.utils.clip_grad_norm_(params, max_norm)
    return norm, *(p.data if p.grad is None else p.grad for p in params)
