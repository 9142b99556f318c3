"""blocked_attention, written other ways."""

import numpy as np


def _backward(Q, K, V, P, out_of):
    d = Q.shape[-1]

    def backward(doutput, out=None):
        dP = doutput @ np.swapaxes(V, -1, -2)
        ds = P * (dP - np.sum(doutput * out_of, axis=-1, keepdims=True)) / d**0.5
        found = {"Q": ds @ K, "K": np.swapaxes(ds, -1, -2) @ Q, "V": np.swapaxes(P, -1, -2) @ doutput}
        for name, array in (out or {}).items():
            array[...] = found[name]
        return found

    return backward


def whole(Q, K, V, queries=256, keys=512, out=None):
    """No blocks: all scores at once. Right, and large."""
    S, d = Q.shape[-2:]
    scores = np.where(np.tri(S, dtype=bool), Q @ np.swapaxes(K, -1, -2) / d**0.5, -np.inf)
    P = np.exp(scores - scores.max(axis=-1, keepdims=True))
    P /= P.sum(axis=-1, keepdims=True)
    output = np.matmul(P, V, out=out)
    return output, _backward(Q, K, V, P, output)


def keys_outside(Q, K, V, queries=256, keys=512, out=None):
    """The loop over the keys is the outer one; all rows keep their m, l and o."""
    S, d = Q.shape[-2:]
    m, total = np.full((*Q.shape[:-1], 1), -np.inf), np.zeros((*Q.shape[:-1], 1))
    o, place = np.zeros((*Q.shape[:-1], V.shape[-1])), np.arange(S)
    for c in range(0, S, keys):
        late = place[c : c + keys] > place[c:, None]  # rows before c see nothing of this block
        s = np.where(late, -np.inf, Q[..., c:, :] @ np.swapaxes(K[..., c : c + keys, :], -1, -2) / d**0.5)
        higher = np.maximum(m[..., c:, :], s.max(axis=-1, keepdims=True))
        p, fade = np.exp(s - higher), np.exp(m[..., c:, :] - higher)
        total[..., c:, :] = fade * total[..., c:, :] + p.sum(axis=-1, keepdims=True)
        o[..., c:, :] = fade * o[..., c:, :] + p @ V[..., c : c + keys, :]
        m[..., c:, :] = higher
    output = np.divide(o, total, out=np.empty(o.shape, Q.dtype) if out is None else out)
    scores = np.where(np.tri(S, dtype=bool), Q @ np.swapaxes(K, -1, -2) / d**0.5, -np.inf)
    P = (np.exp(scores - m) / total).astype(Q.dtype)
    return output, _backward(Q, K, V, P, output)


def mixed_outputs(Q, K, V, queries=256, keys=512, out=None):
    """Each block is a softmax of its own; outputs are mixed by the logarithms of the sums."""
    S, d = Q.shape[-2:]
    lse, o = np.full((*Q.shape[:-1], 1), -np.inf), np.zeros((*Q.shape[:-1], V.shape[-1]))
    place = np.arange(S)
    for c in range(0, S, keys):
        s = Q[..., c:, :] @ np.swapaxes(K[..., c : c + keys, :], -1, -2) / d**0.5
        s = np.where(place[c : c + keys] > place[c:, None], -np.inf, s)
        top = s.max(axis=-1, keepdims=True)
        p = np.exp(s - top)
        own = top + np.log(p.sum(axis=-1, keepdims=True))
        both = np.logaddexp(lse[..., c:, :], own)
        part = (p / p.sum(axis=-1, keepdims=True)) @ V[..., c : c + keys, :]
        o[..., c:, :] = o[..., c:, :] * np.exp(lse[..., c:, :] - both) + part * np.exp(own - both)
        lse[..., c:, :] = both
    output = o.astype(Q.dtype)
    if out is not None:
        out[...] = output
    scores = np.where(np.tri(S, dtype=bool), Q @ np.swapaxes(K, -1, -2) / d**0.5, -np.inf)
    return output, _backward(Q, K, V, np.exp(scores - lse).astype(Q.dtype), output)
