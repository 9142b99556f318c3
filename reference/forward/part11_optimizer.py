"""Reference forwards of part 11."""

from __future__ import annotations

import numpy as np


def adamw_update(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay):
    """One step of Adam with decoupled weight decay; all arrays of one shape -> (theta, m, v)."""
    m = m + (1 - beta1) * (grad - m)
    v = v + (1 - beta2) * (grad**2 - v)
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return theta - lr * (step + weight_decay * theta), m, v


def AdamW(theta, grads, lrs, betas, eps, weight_decay):
    """All steps for three parameters; a resumed run ends where the whole one does, and the misfits are refused."""
    ends = []
    for name, start in theta.items():
        at, m, v = start, np.zeros_like(start), np.zeros_like(start)
        for step, lr in enumerate(lrs):
            if grads[name] is not None:
                decay = weight_decay if np.ndim(start) >= 2 else 0.0
                at, m, v = adamw_update(at, grads[name][step], m, v, step + 1, lr, *betas, eps, decay)
        ends.append(at)
    return *ends, *ends, len(lrs), 0.0, 1.0 + sum(g is not None for g in grads.values())
