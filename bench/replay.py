"""The forward pass's matrix products and nothing else: what no GPT-2 that calls the same BLAS can be faster than."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from reference.checkpoints import Checkpoint

BLOCK = 128
"""Queries multiplied at once. A block reads the keys up to its own end, so what the causal mask hides is not paid."""


def forward(checkpoint: Checkpoint, T: int) -> Callable[[], None]:
    """Return a call that does the products of one forward over T tokens, float32, into arrays that are there before."""
    config, p = checkpoint.config, checkpoint.params
    D, H = config.n_embd, config.n_head
    rng = np.random.default_rng(1)
    x, wide = (rng.standard_normal((T, n), dtype=np.float32) for n in (D, 4 * D))
    into = {n: np.empty((T, n), np.float32) for n in (D, 3 * D, 4 * D, config.vocab_size)}
    scores = np.empty(BLOCK * T, np.float32)

    def attention() -> None:
        q, k, v = (part.reshape(T, H, -1).swapaxes(0, 1) for part in np.split(into[3 * D], 3, axis=1))  # (H, T, d)
        mixed = into[D].reshape(T, H, -1).swapaxes(0, 1)  # (H, T, d)
        for head in range(H):
            for begin in range(0, T, BLOCK):
                end = min(begin + BLOCK, T)
                block = scores[: (end - begin) * end].reshape(end - begin, end)
                np.matmul(q[head, begin:end], k[head, :end].T, out=block)
                np.matmul(block, v[head, :end], out=mixed[head, begin:end])

    def work() -> None:
        for i in range(config.n_layer):
            np.matmul(x, p[f"h.{i}.W_attn"], out=into[3 * D])
            attention()
            np.matmul(x, p[f"h.{i}.W_proj"], out=into[D])
            np.matmul(x, p[f"h.{i}.W1"], out=into[4 * D])
            np.matmul(wide, p[f"h.{i}.W2"], out=into[D])
        np.matmul(x, p["W_e"].T, out=into[config.vocab_size])

    return work
