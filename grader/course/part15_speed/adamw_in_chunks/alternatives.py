"""A right alternative to adamw_in_chunks: a correct answer, written in another way."""

import numpy as np


def by_lerp(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay, chunk=131_072):
    """Averages as m += (1 - beta)(g - m), in chunks from np.array_split."""
    flat = [array.reshape(-1) for array in (theta, grad, m, v)]
    chunks = zip(*(np.array_split(array, -(-theta.size // chunk)) for array in flat), strict=True)
    for th, g, m_, v_ in chunks:
        np.add(m_, (1 - beta1) * (g - m_), out=m_)
        np.add(v_, (1 - beta2) * (g * g - v_), out=v_)
        m_hat, v_hat = m_ / (1 - beta1**t), v_ / (1 - beta2**t)
        np.subtract(th, lr * (weight_decay * th + m_hat / (np.sqrt(v_hat) + eps)), out=th)
