"""Right alternatives to cross_entropy: correct answers, written in other ways."""

import numpy as np


def along_axis(p, y):
    """take_along_axis and put_along_axis, without a reshape."""
    picked = np.take_along_axis(p, y[..., None], axis=-1)

    def backward(dL):
        dp = np.zeros(p.shape)
        np.put_along_axis(dp, y[..., None], -dL / picked, axis=-1)
        return {"p": dp}

    return -np.log(picked).sum(), backward


def one_hot(p, y):
    """The delta as a one-hot array, multiplied with p and with the gradient."""
    delta = (np.arange(p.shape[-1]) == y[..., None]).astype(p.dtype)
    picked = np.einsum("...v,...v->...", p, delta)

    def backward(dL):
        return {"p": -dL * delta / picked[..., None]}

    return -np.log(picked).sum(), backward


def loop(p, y):
    """A loop over rows."""

    def backward(dL):
        dp = np.zeros(p.shape)
        for row in np.ndindex(y.shape):
            dp[(*row, y[row])] = -dL / p[(*row, y[row])]
        return {"p": dp}

    return -sum(np.log(p[(*row, y[row])]) for row in np.ndindex(y.shape)), backward


def masked(p, y):
    """Replace all probabilities but the class's by 1, whose logarithm is 0."""
    mask = np.arange(p.shape[-1]) == y[..., None]
    safe = np.where(mask, p, 1.0)
    return -np.log(safe).sum(), lambda dL: {"p": np.where(mask, -dL / safe, 0.0)}
