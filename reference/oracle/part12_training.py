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


def train(rate, seed, stop, at, every, steps, batch_size, block_size, max_norm, W, b, tokens):
    """The curve of a bigram model under `torch.optim.SGD` with momentum, batches drawn by NumPy's generator."""
    rng = np.random.default_rng(seed)
    base, fall = rate
    W, b = torch.nn.Parameter(W.clone()), torch.nn.Parameter(b.clone())
    optimizer = torch.optim.SGD([W, b], lr=base, momentum=0.9)
    rows = []
    for it in range(steps):
        optimizer.param_groups[0]["lr"] = base if fall is None else base / (1 + fall * it)
        windows = tokens.unfold(0, block_size + 1, 1)
        taken = windows[torch.from_numpy(rng.integers(len(windows), size=batch_size))]
        optimizer.zero_grad()
        logits = torch.nn.functional.embedding(taken[:, :-1], W) + b
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), taken[:, 1:].flatten())
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_([W, b], max_norm)
        optimizer.step()
        rows.append([loss.item(), optimizer.param_groups[0]["lr"], norm.item()])
    losses, rates, norms = torch.tensor(rows, dtype=torch.float64).T
    whole = at if stop == "at its end" or "Ctrl-C" in stop else at - at % every
    counts = (torch.arange(steps).double(), torch.tensor(whole), torch.tensor(steps), torch.tensor(2.0))
    return losses, rates, norms, losses, W, b, W, b, torch.tensor(0.0), *counts
