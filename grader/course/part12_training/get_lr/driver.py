"""Driver: get_lr."""

import numpy as np


def drive(get_lr, its, learning_rate, min_lr, warmup_iters, lr_decay_iters):
    """Return the learning rate of every step number in `its`."""
    rates = [get_lr(it, learning_rate, min_lr, warmup_iters, lr_decay_iters) for it in its.tolist()]
    for it, rate in zip(its.tolist(), rates, strict=True):
        if not isinstance(rate, (float, int, np.floating)) and not (isinstance(rate, np.ndarray) and rate.ndim == 0):
            raise TypeError(f"get_lr returned a {type(rate).__name__} for it = {it}; wanted a number")
    return np.array(rates, dtype=np.float64)
