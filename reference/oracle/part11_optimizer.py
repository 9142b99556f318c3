"""PyTorch's forwards of part 11."""

from __future__ import annotations

import torch


def adamw_update(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay):
    """One step of `torch.optim.AdamW` itself, put into the state (m, v) after t - 1 steps -> (theta, m, v)."""
    weight = torch.nn.Parameter(theta.clone())
    weight.grad = grad.clone()
    optimizer = torch.optim.AdamW([weight], lr=lr, betas=(beta1, beta2), eps=eps, weight_decay=weight_decay)
    optimizer.state[weight] = {"step": torch.tensor(float(t - 1)), "exp_avg": m.clone(), "exp_avg_sq": v.clone()}
    optimizer.step()
    return weight, optimizer.state[weight]["exp_avg"], optimizer.state[weight]["exp_avg_sq"]


def AdamW(theta, grads, lrs, betas, eps, weight_decay):
    """All steps of `torch.optim.AdamW` itself, with what decays and what does not in two groups."""
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
