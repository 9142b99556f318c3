"""lm_head, written other ways."""

import numpy as np


def einsum(h, W_e):
    """Index notation, as it stands on paper."""
    V, D = W_e.shape

    def backward(dlogits):
        dW_e = np.einsum("nv,nd->vd", dlogits.reshape(-1, V), h.reshape(-1, D))
        return {"h": np.einsum("...v,vd->...d", dlogits, W_e), "W_e": dW_e}

    return np.einsum("...d,vd->...v", h, W_e), backward


def tensordot(h, W_e):
    """Contract the leading axes by number."""
    leading = list(range(h.ndim - 1))

    def backward(dlogits):
        return {"h": np.tensordot(dlogits, W_e, axes=1), "W_e": np.tensordot(dlogits, h, axes=(leading, leading))}

    return np.tensordot(h, W_e, axes=([-1], [1])), backward


def token_by_token(h, W_e):
    """One dot product for each token of the vocabulary, and its two gradients."""
    V, D = W_e.shape

    def backward(dlogits):
        dh, dW_e = np.zeros_like(h), np.zeros_like(W_e)
        for v in range(V):
            dh += dlogits[..., v, None] * W_e[v]
            dW_e[v] = (dlogits[..., v, None] * h).reshape(-1, D).sum(axis=0)
        return {"h": dh, "W_e": dW_e}

    return np.stack([(h * row).sum(axis=-1) for row in W_e], axis=-1), backward
