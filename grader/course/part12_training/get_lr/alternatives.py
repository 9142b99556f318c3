"""get_lr, written other ways."""

import math

import numpy as np


def half_angle(it, learning_rate, min_lr, warmup_iters, lr_decay_iters):
    """(1 + cos a) / 2 is the square of cos(a / 2), and the share is kept between 0 and 1."""
    if it < warmup_iters:
        return (it + 1) * (learning_rate / (warmup_iters + 1))
    share = min(1.0, (it - warmup_iters) / max(1, lr_decay_iters - warmup_iters)) if it < lr_decay_iters else 1.0
    height = math.cos(math.pi / 2 * share) ** 2
    return height * learning_rate + (1 - height) * min_lr


def middle_and_swing(it, learning_rate, min_lr, warmup_iters, lr_decay_iters):
    """A cosine about the middle of the two rates; the ramp by interpolation."""
    ramp = np.interp(it, [-1, warmup_iters], [0.0, learning_rate])
    if it < warmup_iters:
        return float(ramp)
    if it > lr_decay_iters - 1:
        return min_lr
    angle = np.pi * (it - warmup_iters) / (lr_decay_iters - warmup_iters)
    return (learning_rate + min_lr) / 2 + (learning_rate - min_lr) / 2 * np.cos(angle)
