"""Reference forwards of part 12."""

from __future__ import annotations

import numpy as np

NOT_SAVED = ("by a crash", "by a full disk")
"""How a training ends whose last steps are in no checkpoint."""


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


def train(rate, seed, stop, at, every, steps, batch_size, block_size, max_norm, W, b, tokens):
    """The curve, the rates and the norms of a bigram model under momentum; a resumed run repeats them to the bit."""
    rng, velocity, rows = np.random.default_rng(seed), 0.0, []
    base, fall = rate
    theta = np.vstack([W, b])
    for it in range(steps):
        x, y = _batch(tokens, batch_size, block_size, rng)
        scores = np.exp(theta[x] + theta[-1] - np.max(theta[x] + theta[-1], axis=1, keepdims=True))
        p = scores / scores.sum(axis=1, keepdims=True)
        top = np.max(theta[x] + theta[-1], axis=1)
        loss = np.mean(np.log(scores.sum(axis=1)) + top - (theta[x] + theta[-1])[np.arange(len(y)), y])
        d_logits = (p - np.eye(len(b))[y]) / len(y)
        gradient = np.vstack([np.eye(len(W))[x].T @ d_logits, d_logits.sum(axis=0)])
        norm = np.sqrt(np.sum(gradient**2))
        lr = base if fall is None else base / (1 + fall * it)
        velocity = 0.9 * velocity + min(1.0, max_norm / (norm + 1e-6)) * gradient
        theta = theta - lr * velocity
        rows.append((loss, lr, norm))
    losses, rates, norms = (np.array(column) for column in zip(*rows, strict=True))
    counts = (np.arange(steps, dtype=float), at // every * every if stop in NOT_SAVED else at, steps, 2.0)
    return losses, rates, norms, losses, theta[:-1], theta[-1], theta[:-1], theta[-1], 0.0, *counts


def _batch(tokens, batch_size, block_size, rng):
    starts = rng.integers(len(tokens) - block_size, size=batch_size)
    places = np.ravel(starts[:, None] + np.arange(block_size))
    return tokens[places], tokens[places + 1]
