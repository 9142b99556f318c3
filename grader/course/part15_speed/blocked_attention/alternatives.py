"""Right alternatives to blocked_attention: correct answers, written in other ways."""

import numpy as np


def _backward(Q, K, V, P, output):
    d = Q.shape[-1]

    def backward(doutput, out=None):
        dP = doutput @ np.swapaxes(V, -1, -2)
        ds = P * (dP - np.sum(doutput * output, axis=-1, keepdims=True)) / d**0.5
        gradients = {"Q": ds @ K, "K": np.swapaxes(ds, -1, -2) @ Q, "V": np.swapaxes(P, -1, -2) @ doutput}
        for name, array in (out or {}).items():
            array[...] = gradients[name]
        return gradients

    return backward


def whole(Q, K, V, queries=256, keys=512, out=None):
    """All scores at once, without blocks: correct, with more memory."""
    S, d = Q.shape[-2:]
    scores = np.where(np.tri(S, dtype=bool), Q @ np.swapaxes(K, -1, -2) / d**0.5, -np.inf)
    P = np.exp(scores - scores.max(axis=-1, keepdims=True))
    P /= P.sum(axis=-1, keepdims=True)
    output = np.matmul(P, V, out=out)
    return output, _backward(Q, K, V, P, output)


def keys_outside(Q, K, V, queries=256, keys=512, out=None):
    """Loop over blocks of keys on the outside; all rows keep a running maximum, sum and output."""
    S, d = Q.shape[-2:]
    m, total = np.full((*Q.shape[:-1], 1), -np.inf), np.zeros((*Q.shape[:-1], 1))
    o, place = np.zeros((*Q.shape[:-1], V.shape[-1])), np.arange(S)
    for c in range(0, S, keys):
        future = place[c : c + keys] > place[c:, None]  # rows before c see no key of this block
        s = np.where(future, -np.inf, Q[..., c:, :] @ np.swapaxes(K[..., c : c + keys, :], -1, -2) / d**0.5)
        new_max = np.maximum(m[..., c:, :], s.max(axis=-1, keepdims=True))
        p, rescale = np.exp(s - new_max), np.exp(m[..., c:, :] - new_max)
        total[..., c:, :] = rescale * total[..., c:, :] + p.sum(axis=-1, keepdims=True)
        o[..., c:, :] = rescale * o[..., c:, :] + p @ V[..., c : c + keys, :]
        m[..., c:, :] = new_max
    output = np.divide(o, total, out=np.empty(o.shape, Q.dtype) if out is None else out)
    scores = np.where(np.tri(S, dtype=bool), Q @ np.swapaxes(K, -1, -2) / d**0.5, -np.inf)
    P = (np.exp(scores - m) / total).astype(Q.dtype)
    return output, _backward(Q, K, V, P, output)


def mixed_outputs(Q, K, V, queries=256, keys=512, out=None):
    """A softmax per block of keys; the outputs are combined by their logsumexp."""
    S, d = Q.shape[-2:]
    lse, o = np.full((*Q.shape[:-1], 1), -np.inf), np.zeros((*Q.shape[:-1], V.shape[-1]))
    place = np.arange(S)
    for c in range(0, S, keys):
        s = Q[..., c:, :] @ np.swapaxes(K[..., c : c + keys, :], -1, -2) / d**0.5
        s = np.where(place[c : c + keys] > place[c:, None], -np.inf, s)
        row_max = s.max(axis=-1, keepdims=True)
        p = np.exp(s - row_max)
        block_lse = row_max + np.log(p.sum(axis=-1, keepdims=True))
        both = np.logaddexp(lse[..., c:, :], block_lse)
        block_output = (p / p.sum(axis=-1, keepdims=True)) @ V[..., c : c + keys, :]
        o[..., c:, :] = o[..., c:, :] * np.exp(lse[..., c:, :] - both) + block_output * np.exp(block_lse - both)
        lse[..., c:, :] = both
    output = o.astype(Q.dtype)
    if out is not None:
        out[...] = output
    scores = np.where(np.tri(S, dtype=bool), Q @ np.swapaxes(K, -1, -2) / d**0.5, -np.inf)
    return output, _backward(Q, K, V, np.exp(scores - lse).astype(Q.dtype), output)
