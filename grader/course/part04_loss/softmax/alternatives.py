"""Right alternatives to softmax: correct answers, written in other ways."""

import numpy as np
from scipy import special


def explicit_jacobian(x):
    """Build the derivative of p[i] by x[j] in full, (..., V, V), then contract it with the upstream gradient."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)

    def backward(dp):
        jacobian = p[..., :, None] * (np.eye(x.shape[-1]) - p[..., None, :])
        return {"x": np.einsum("...i,...ij->...j", dp, jacobian)}

    return p, backward


def einsum(x):
    """einsum for the row's sum and for the gradient."""
    e = np.exp(x - np.amax(x, -1)[..., None])
    p = np.einsum("...v,...->...v", e, 1 / np.einsum("...v->...", e))

    def backward(dp):
        return {"x": np.einsum("...j,...j->...j", p, dp) - np.einsum("...j,...i,...i->...j", p, p, dp)}

    return p, backward


def log_space(x):
    """By log p = x - logsumexp(x), whose upstream gradient is dp p."""
    p = np.exp(x - special.logsumexp(x, axis=-1, keepdims=True))

    def backward(dp):
        d_log_p = dp * p
        return {"x": d_log_p - p * d_log_p.sum(axis=-1, keepdims=True)}

    return p, backward


def quotient_rule(x):
    """Go back through the quotient, the sum and the exp."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    total = e.sum(axis=-1, keepdims=True)

    def backward(dp):
        d_total = -(dp * e).sum(axis=-1, keepdims=True) / total**2
        return {"x": e * (dp / total + d_total)}

    return e / total, backward


def pairs(x):
    """By pairs: p[j] = 1 / sum_i exp(x[i] - x[j]) and dx[j] = sum_i p[i] p[j] (dp[j] - dp[i])."""
    p = 1 / np.exp(x[..., None, :] - x[..., :, None]).sum(axis=-1)

    def backward(dp):
        return {"x": np.einsum("...i,...j,...ji->...j", p, p, dp[..., :, None] - dp[..., None, :])}

    return p, backward


def row_by_row(x):
    """A loop over rows, each with its matrix diag(p) - p p^T."""
    p = np.empty(x.shape)
    for row in np.ndindex(x.shape[:-1]):
        p[row] = special.softmax(x[row])

    def backward(dp):
        dx = np.empty(x.shape)
        for row in np.ndindex(x.shape[:-1]):
            dx[row] = (np.diag(p[row]) - np.outer(p[row], p[row])) @ dp[row]
        return {"x": dx}

    return p, backward
