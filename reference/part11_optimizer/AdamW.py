"""AdamW on several parameters (Loshchilov and Hutter 2019, algorithm 2), held against torch.optim.AdamW."""

from __future__ import annotations

import numpy as np

from reference.part11_optimizer.adamw_update import forward as adamw_update


def forward(theta, grads, lrs, betas, eps, weight_decay):
    """All steps of three parameters -> (their ends, those of a resumed run, steps, gradients kept, errors raised)."""
    ends = []
    for name, start in theta.items():
        value, m, v = start, np.zeros_like(start), np.zeros_like(start)
        for step, lr in enumerate(lrs):
            if grads[name] is not None:
                decay = weight_decay if np.ndim(start) >= 2 else 0.0
                value, m, v = adamw_update(value, grads[name][step], m, v, step + 1, lr, *betas, eps, decay)
        ends.append(value)
    return *ends, *ends, len(lrs), 0.0, 1.0 + sum(g is not None for g in grads.values())


def torch_forward(theta, grads, lrs, betas, eps, weight_decay):
    """The same by `torch.optim.AdamW`, with and without decay in two groups."""
    import torch

    params = {name: torch.nn.Parameter(start.clone()) for name, start in theta.items()}
    groups = [
        {"params": [p for p in params.values() if p.dim() >= 2], "weight_decay": weight_decay},
        {"params": [p for p in params.values() if p.dim() < 2], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=lrs[0], betas=betas, eps=eps)
    for step, lr in enumerate(lrs):
        for group in optimizer.param_groups:
            group["lr"] = lr
        for name, p in params.items():
            p.grad = None if grads[name] is None else grads[name][step].clone()
        optimizer.step()
    refused = 1.0 + sum(g is not None for g in grads.values())
    counts = torch.tensor([len(lrs), 0.0, refused], dtype=torch.float64)
    return *params.values(), *params.values(), *counts
