"""share: how rows are split among threads."""

from __future__ import annotations

import numpy as np


def forward(ask, n, least, threads):
    """Return what the exercise's driver returns when it is asked `ask`: n rows, at least `least` to a thread."""
    if ask == "by blas":
        return np.array(1.0)
    parts = max(1, min(threads, n // max(1, least)))
    if ask == "stretches":
        lengths = [n // parts] * parts
        edges = np.array([sum(lengths[:i]) + (n % parts) * i // parts for i in range(parts + 1)], float)
        return np.concatenate([np.stack([edges[:-1], edges[1:]], axis=1), np.full((threads - parts, 2), -1.0)])
    return {
        "together": np.array(1.0),
        "done": np.array([0.0, parts]),
        "raised": np.array([1.0, parts - 1]),
        "raised first": np.array([1.0, parts - 1]),
        "blas": np.array([1.0, 2.0]),
        "blas, raised": np.array([1.0, 2.0]),
        "caller": np.zeros(0),
        "no rows": np.zeros(0),
    }[ask]


def torch_forward(ask, n, least, threads):
    """The same numbers: PyTorch splits rows in another way, so it is no oracle here."""
    import torch

    return torch.from_numpy(forward(ask, n, least, threads))
