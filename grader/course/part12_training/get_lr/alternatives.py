"""Right alternatives to get_lr: correct answers, written in other ways."""

import math

import numpy as np


def half_angle(it, learning_rate, min_lr, warmup_iters, lr_decay_iters):
    """cos^2(a / 2) for (1 + cos a) / 2, with the decay's progress clipped to [0, 1]."""
    if it < warmup_iters:
        return (it + 1) * (learning_rate / (warmup_iters + 1))
    progress = min(1.0, (it - warmup_iters) / max(1, lr_decay_iters - warmup_iters)) if it < lr_decay_iters else 1.0
    height = math.cos(math.pi / 2 * progress) ** 2
    return height * learning_rate + (1 - height) * min_lr


def middle_and_swing(it, learning_rate, min_lr, warmup_iters, lr_decay_iters):
    """A cosine around the mean of the two rates, and the warm-up by np.interp."""
    warm_up = np.interp(it, [-1, warmup_iters], [0.0, learning_rate])
    if it < warmup_iters:
        return float(warm_up)
    if it > lr_decay_iters - 1:
        return min_lr
    angle = np.pi * (it - warmup_iters) / (lr_decay_iters - warmup_iters)
    return (learning_rate + min_lr) / 2 + (learning_rate - min_lr) / 2 * np.cos(angle)
