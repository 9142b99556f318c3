"""adamw_update: one step (Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019, algorithm 2)."""

from __future__ import annotations

import numpy as np


def forward(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay):
    """theta, grad, m, v of one shape, t from 1 -> (theta, m, v) after the step."""
    m = m + (1 - beta1) * (grad - m)
    v = v + (1 - beta2) * (grad**2 - v)
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return theta - lr * (step + weight_decay * theta), m, v


def torch_forward(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay):
    """The same by `torch.optim.AdamW`, its state set to that after t - 1 steps."""
    import torch

    weight = torch.nn.Parameter(theta.clone())
    weight.grad = grad.clone()
    optimizer = torch.optim.AdamW([weight], lr=lr, betas=(beta1, beta2), eps=eps, weight_decay=weight_decay)
    optimizer.state[weight] = {"step": torch.tensor(float(t - 1)), "exp_avg": m.clone(), "exp_avg_sq": v.clone()}
    optimizer.step()
    return weight, optimizer.state[weight]["exp_avg"], optimizer.state[weight]["exp_avg_sq"]
