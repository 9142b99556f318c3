"""Reference forwards of part 11."""

from __future__ import annotations

import numpy as np


def adamw_update(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay):
    """One step of Adam with decoupled weight decay; all arrays of one shape -> (theta, m, v)."""
    m = m + (1 - beta1) * (grad - m)
    v = v + (1 - beta2) * (grad**2 - v)
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return theta - lr * (step + weight_decay * theta), m, v
