"""get_lr: a linear warm-up, then a cosine decay (Loshchilov and Hutter 2017, equation 5)."""

from __future__ import annotations

import numpy as np


def forward(its, learning_rate, min_lr, warmup_iters, lr_decay_iters):
    """its (N,), the numbers of steps -> their learning rates (N,)."""
    ramp = learning_rate * (its + 1) / (warmup_iters + 1)
    share = np.clip((its - warmup_iters) / max(lr_decay_iters - warmup_iters, 1), 0, 1)
    decay = min_lr + (learning_rate - min_lr) * (1 + np.cos(np.pi * share)) / 2
    return np.where(its < warmup_iters, ramp, np.where(its >= lr_decay_iters, min_lr, decay))


def torch_forward(its, learning_rate, min_lr, warmup_iters, lr_decay_iters):
    """The same, the cosine decay as the square of a cosine of half the angle."""
    import torch

    share = ((its.double() - warmup_iters) / max(lr_decay_iters - warmup_iters, 1)).clamp(0, 1)
    height = torch.cos(torch.pi / 2 * share) ** 2
    decay = torch.lerp(torch.full_like(share, min_lr), torch.full_like(share, learning_rate), height)
    ramp = (its.double() + 1) * (learning_rate / (warmup_iters + 1))
    return torch.where(
        its < warmup_iters, ramp, torch.where(its >= lr_decay_iters, torch.full_like(share, min_lr), decay)
    )
