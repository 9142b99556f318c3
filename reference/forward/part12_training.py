"""Reference forwards of part 12."""

from __future__ import annotations

import numpy as np


def get_lr(its, learning_rate, min_lr, warmup_iters, lr_decay_iters):
    """The rates of many steps at once: its (N,) -> (N,)."""
    ramp = learning_rate * (its + 1) / (warmup_iters + 1)
    share = np.clip((its - warmup_iters) / max(lr_decay_iters - warmup_iters, 1), 0, 1)
    wave = min_lr + (learning_rate - min_lr) * (1 + np.cos(np.pi * share)) / 2
    return np.where(its < warmup_iters, ramp, np.where(its >= lr_decay_iters, min_lr, wave))


def get_batch(tokens, batch_size, block_size, seed):
    """x and y (B, T), the generator's next number, and whether the data is too short to have a window."""
    rng = np.random.default_rng(seed)
    if len(tokens) < block_size + 1:
        return np.zeros((0, 0)), np.zeros((0, 0)), 0.0, 1.0
    starts = rng.integers(len(tokens) - block_size, size=batch_size)
    x, y = (np.stack([tokens[i + shift : i + shift + block_size] for i in starts]) for shift in (0, 1))
    return x, y, rng.random(), 0.0


def clip_grad_norm(W, b, gamma, max_norm):
    """The norm, and the three gradients as clipping leaves them; None is an array of no entries."""
    gradients = [np.zeros(0) if g is None else g for g in (W, b, gamma)]
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return norm, *(g * min(1.0, max_norm / (norm + 1e-6)) for g in gradients)
