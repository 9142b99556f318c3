"""train: the loss curve of a bigram model under SGD with momentum 0.9."""

from __future__ import annotations

import numpy as np


def steps_lost(stop, at, every):
    """Return how many whole steps a run has taken since its last checkpoint when it stops after `at` steps."""
    return {"by a crash": at % every if every else 0, "by a full disk": every}.get(stop, 0)


def forward(rate, seed, stop, at, every, steps, batch_size, block_size, max_norm, W, b, tokens, asked):
    """Return what the exercise's driver returns: curves and weights of a run and of the same run resumed.

    rate: (base, decay) or (base, None) of the learning rate. W (V, V), b (V,): the model. tokens (N,).
    """
    rng, velocity, rows = np.random.default_rng(seed), 0.0, []
    base, decay = rate
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
        lr = base if decay is None else base / (1 + decay * it)
        velocity = 0.9 * velocity + min(1.0, max_norm / (norm + 1e-6)) * gradient
        theta = theta - lr * velocity
        rows.append((loss, lr, norm))
    losses, rates, norms = (np.array(column) for column in zip(*rows, strict=True))
    counts = (np.arange(steps, dtype=float), steps_lost(stop, at, every), steps)
    return losses, rates, norms, losses, theta[:-1], theta[-1], theta[:-1], theta[-1], 0.0, *counts


def _batch(tokens, batch_size, block_size, rng):
    """Return x and y, (batch_size * block_size,)."""
    starts = rng.integers(len(tokens) - block_size, size=batch_size)
    positions = np.ravel(starts[:, None] + np.arange(block_size))
    return tokens[positions], tokens[positions + 1]


def torch_forward(rate, seed, stop, at, every, steps, batch_size, block_size, max_norm, W, b, tokens, asked):
    """The same by `torch.optim.SGD` with momentum, the batches drawn by NumPy's generator."""
    import torch

    rng = np.random.default_rng(seed)
    base, decay = rate
    W, b = torch.nn.Parameter(W.clone()), torch.nn.Parameter(b.clone())
    optimizer = torch.optim.SGD([W, b], lr=base, momentum=0.9)
    rows = []
    for it in range(steps):
        optimizer.param_groups[0]["lr"] = base if decay is None else base / (1 + decay * it)
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
    lost = at % every if stop == "by a crash" else every if stop == "by a full disk" else 0
    counts = (torch.arange(steps).double(), torch.tensor(lost), torch.tensor(steps))
    return losses, rates, norms, losses, W, b, W, b, torch.tensor(0.0), *counts
