"""get_batch: random windows of a token file, and the windows one token later."""

from __future__ import annotations

import numpy as np


def forward(tokens, batch_size, block_size, seed):
    """tokens (N,) -> (x (B, T), y (B, T), the generator's next number), x and y empty without a window."""
    rng = np.random.default_rng(seed)
    if len(tokens) < block_size + 1:
        return np.zeros((0, 0)), np.zeros((0, 0)), rng.random()
    starts = rng.integers(len(tokens) - block_size, size=batch_size)
    x, y = (np.stack([tokens[i + shift : i + shift + block_size] for i in starts]) for shift in (0, 1))
    return x, y, rng.random()


def torch_forward(tokens, batch_size, block_size, seed):
    """The same by `Tensor.unfold`, the starts drawn by NumPy's generator."""
    import torch

    rng = np.random.default_rng(seed)
    if len(tokens) < block_size + 1:
        return torch.zeros(0, 0), torch.zeros(0, 0), torch.tensor(rng.random(), dtype=torch.float64)
    windows = tokens.unfold(0, block_size + 1, 1)
    taken = windows[torch.from_numpy(rng.integers(len(windows), size=batch_size))]
    return taken[:, :-1], taken[:, 1:], torch.tensor(rng.random(), dtype=torch.float64)
