"""The small model of part 13's cases: logits[t] = W[ids[t]] + sum(M[ids[:t + 1]]) / sqrt(t + 1)."""

from __future__ import annotations

import numpy as np

from reference.part13_evaluation.per_token_cross_entropy import forward as per_token_cross_entropy


def loss_and_guess(W, M, context, target):
    """context (T,), W, M (V, V) -> (-log p of the token `target` after it, the most likely token)."""
    logits = W[context[-1]] + M[context].sum(0) / len(context) ** 0.5
    return float(per_token_cross_entropy(logits, np.array(target))), int(logits.argmax())


def torch_logits(W, M, ids):
    """ids (T,), W, M (V, V) -> (T, V)."""
    import torch

    return W[ids] + M[ids].cumsum(0) / torch.arange(1, len(ids) + 1, dtype=W.dtype).sqrt()[:, None]
