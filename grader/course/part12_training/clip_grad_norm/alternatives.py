"""Right alternatives to clip_grad_norm: correct answers, written in other ways."""

import math

import numpy as np


def one_long_vector(params, max_norm):
    """The norm of all gradients concatenated; .grad gets new arrays."""
    with_gradient = [p for p in params if p.grad is not None]
    norm = np.linalg.norm(np.concatenate([np.ravel(p.grad) for p in with_gradient]))
    if norm > max_norm:
        for p in with_gradient:
            p.grad = p.grad * float(max_norm / (norm + 1e-6))
    return norm


def norm_of_norms(params, max_norm):
    """As in PyTorch: the norm of the norms, and a factor of at most 1 that is always applied."""
    norms = [float(np.linalg.norm(np.float64(p.grad))) for p in params if p.grad is not None]
    total = math.hypot(*norms)
    factor = min(1.0, max_norm / (total + 1e-6))
    for p in params:
        if p.grad is not None:
            p.grad[...] = p.grad * factor
    return total
