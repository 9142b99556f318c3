"""A right alternative to transformer_block: a correct answer, written in another way."""

import math

import numpy as np

C = math.sqrt(2 / math.pi)


def written_out(x, ln1_g, ln1_b, W_attn, b_attn, W_proj, b_proj, ln2_g, ln2_b, W1, b1, W2, b2, n_head, eps=1e-5):
    """The whole block in one function; outside attention, all tokens are rows of one matrix."""
    (B, T, D), N = x.shape, x.shape[0] * x.shape[1]
    d, X = D // n_head, x.reshape(-1, D)
    xhat1, s1 = _standardized(X, eps)
    n1 = xhat1 * ln1_g + ln1_b
    Q, K, V = (n1 @ W_attn + b_attn).reshape(B, T, 3, n_head, d).transpose(2, 0, 3, 1, 4)
    scores = np.where(np.tri(T, dtype=bool), Q @ K.swapaxes(-1, -2) / math.sqrt(d), -np.inf)
    E = np.exp(scores - scores.max(-1, keepdims=True))
    P = E / E.sum(-1, keepdims=True)
    A = (P @ V).transpose(0, 2, 1, 3).reshape(N, D)
    R = X + A @ W_proj + b_proj
    xhat2, s2 = _standardized(R, eps)
    n2 = xhat2 * ln2_g + ln2_b
    u = n2 @ W1 + b1
    t = np.tanh(C * (u + 0.044715 * u * u * u))
    g = 0.5 * u * (1 + t)

    def backward(dY):
        dY = dY.reshape(N, D)
        du = (dY @ W2.T) * (0.5 * (1 + t) + 0.5 * u * (1 - t * t) * C * (1 + 3 * 0.044715 * u * u))
        dn2 = du @ W1.T
        dR = dY + _standardized_backward(dn2 * ln2_g, xhat2, s2)
        dA = (dR @ W_proj.T).reshape(B, T, n_head, d).transpose(0, 2, 1, 3)
        dP = dA @ V.swapaxes(-1, -2)
        dS = P * (dP - (P * dP).sum(-1, keepdims=True)) / math.sqrt(d)
        dQKV = np.stack([dS @ K, dS.swapaxes(-1, -2) @ Q, P.swapaxes(-1, -2) @ dA])
        dQKV = dQKV.transpose(1, 3, 0, 2, 4).reshape(N, 3 * D)
        dn1 = dQKV @ W_attn.T
        return {
            "x": (dR + _standardized_backward(dn1 * ln1_g, xhat1, s1)).reshape(x.shape),
            "ln1_g": (dn1 * xhat1).sum(0),
            "ln1_b": dn1.sum(0),
            "W_attn": n1.T @ dQKV,
            "b_attn": dQKV.sum(0),
            "W_proj": A.T @ dR,
            "b_proj": dR.sum(0),
            "ln2_g": (dn2 * xhat2).sum(0),
            "ln2_b": dn2.sum(0),
            "W1": n2.T @ du,
            "b1": du.sum(0),
            "W2": g.T @ dY,
            "b2": dY.sum(0),
        }

    return (R + g @ W2 + b2).reshape(x.shape), backward


def _standardized(X, eps):
    centred = X - X.mean(-1, keepdims=True)
    s = np.sqrt(np.square(centred).mean(-1, keepdims=True) + eps)
    return centred / s, s


def _standardized_backward(d, xhat, s):
    """Contract d with the explicit Jacobian (I - 1/D - xhat xhat^T / D) / s of each row."""
    D = d.shape[-1]
    jacobian = (np.eye(D) - 1 / D - xhat[:, :, None] * xhat[:, None, :] / D) / s[:, :, None]
    return np.einsum("ni,nij->nj", d, jacobian)
