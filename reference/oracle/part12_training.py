"""PyTorch's forwards of part 12."""

from __future__ import annotations

import numpy as np
import torch


def get_lr(its, learning_rate, min_lr, warmup_iters, lr_decay_iters):
    """The rates of many steps at once, the wave as the square of a cosine: its (N,) -> (N,)."""
    share = ((its.double() - warmup_iters) / max(lr_decay_iters - warmup_iters, 1)).clamp(0, 1)
    height = torch.cos(torch.pi / 2 * share) ** 2
    wave = torch.lerp(torch.full_like(share, min_lr), torch.full_like(share, learning_rate), height)
    ramp = (its.double() + 1) * (learning_rate / (warmup_iters + 1))
    return torch.where(
        its < warmup_iters, ramp, torch.where(its >= lr_decay_iters, torch.full_like(share, min_lr), wave)
    )


def get_batch(tokens, batch_size, block_size, seed):
    """x and y (B, T) from all windows unfolded, at NumPy's starts: the batches are those of its generator."""
    rng = np.random.default_rng(seed)
    if len(tokens) < block_size + 1:
        return torch.zeros(0, 0), torch.zeros(0, 0), torch.tensor(0.0), torch.tensor(1.0)
    windows = tokens.unfold(0, block_size + 1, 1)
    taken = windows[torch.from_numpy(rng.integers(len(windows), size=batch_size))]
    return taken[:, :-1], taken[:, 1:], torch.tensor(rng.random(), dtype=torch.float64), torch.tensor(0.0)


def clip_grad_norm(W, b, gamma, max_norm):
    """`torch.nn.utils.clip_grad_norm_` itself."""
    params = [torch.nn.Parameter(torch.zeros(0).double() if g is None else torch.zeros_like(g)) for g in (W, b, gamma)]
    for parameter, g in zip(params, (W, b, gamma), strict=True):
        parameter.grad = None if g is None else g.clone()
    norm = torch.nn.utils.clip_grad_norm_(params, max_norm)
    return norm, *(p.data if p.grad is None else p.grad for p in params)
