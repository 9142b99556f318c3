"""A right alternative to layer_norm_rows: a correct answer, written in another way."""

import numpy as np


def row_by_row(x, gamma, beta, eps=1e-5, chunk=131_072, out=None):
    """A loop over rows, with np.mean and np.var."""
    D = x.shape[-1]
    rows = np.array(x).reshape(-1, D)
    y = np.empty(x.shape, x.dtype) if out is None else out
    flat = y.reshape(-1, D)
    x_hat, std = np.empty_like(rows), np.empty(len(rows), x.dtype)
    for n, row in enumerate(rows):
        std[n] = (row.var() + eps) ** 0.5
        x_hat[n] = (row - row.mean()) / std[n]
        flat[n] = gamma * x_hat[n] + beta

    def backward(dy, out=None):
        dx = np.empty(x.shape, x.dtype) if out is None else out
        upstream, dx_rows = np.array(dy).reshape(-1, D), dx.reshape(-1, D)
        for n, z in enumerate(x_hat):
            dz = upstream[n] * gamma
            dx_rows[n] = (dz - dz.mean() - z * (dz * z).mean()) / std[n]
        return {"x": dx, "gamma": (upstream * x_hat).sum(axis=0), "beta": upstream.sum(axis=0)}

    return y, backward
