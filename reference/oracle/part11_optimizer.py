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
