"""A right alternative to layer_norm_rows: a correct answer, written in another way."""

import numpy as np


def row_by_row(x, gamma, beta, eps=1e-5, chunk=131_072, out=None):
    """A loop over rows, with np.mean and np.var; each row is normalized anew in the backward."""
    D = x.shape[-1]
    rows = x.reshape(-1, D)
    y = np.empty(x.shape, x.dtype) if out is None else out

    def normalized(row):
        std = (row.var() + eps) ** 0.5
        return (row - row.mean()) / std, std

    for row, target in zip(rows, y.reshape(-1, D), strict=True):
        target[...] = gamma * normalized(row)[0] + beta

    def backward(dy, out=None):
        dx = np.empty(x.shape, x.dtype) if out is None else out
        dgamma, dbeta = np.zeros(D, x.dtype), np.zeros(D, x.dtype)
        for row, upstream, target in zip(rows, dy.reshape(-1, D), dx.reshape(-1, D), strict=True):
            z, std = normalized(row)
            dgamma += upstream * z
            dbeta += upstream
            dz = upstream * gamma
            target[...] = (dz - dz.mean() - z * (dz * z).mean()) / std
        return {"x": dx, "gamma": dgamma, "beta": dbeta}

    return y, backward
