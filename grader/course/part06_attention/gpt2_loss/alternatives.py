"""A right alternative to gpt2_loss: a correct answer, written in another way."""

import math

import numpy as np

NAMES = ("ln1_g", "ln1_b", "W_attn", "b_attn", "W_proj", "b_proj", "ln2_g", "ln2_b", "W1", "b1", "W2", "b2")


def tape(params, ids, targets, n_head):
    """Reverse-mode autograd: each step records its parents and their pullbacks, which backward runs in reverse."""
    values, steps = [], []

    def record(value, *parents):
        """Record a value and its parents, (index, pullback) each, and return the value's index."""
        values.append(value)
        steps.append(parents)
        return len(values) - 1

    def matmul(a, b):
        x, W = values[a], values[b]
        dW = lambda d: x.reshape(-1, x.shape[-1]).T @ d.reshape(-1, d.shape[-1])  # noqa: E731
        return record(x @ W, (a, lambda d: d @ W.T), (b, dW))

    def add(a, b):
        return record(values[a] + values[b], (a, lambda d: _summed(d, values[a])), (b, lambda d: _summed(d, values[b])))

    def normed(a, gamma, beta):
        x, g = values[a], values[gamma]
        s = np.sqrt(np.var(x, axis=-1, keepdims=True) + 1e-5)
        xhat = (x - x.mean(-1, keepdims=True)) / s

        def to_x(d):
            v = d * g
            return (v - v.mean(-1, keepdims=True) - xhat * (v * xhat).mean(-1, keepdims=True)) / s

        return add(record(xhat * g, (a, to_x), (gamma, lambda d: _summed(d * xhat, g))), beta)

    def attention(a):
        B, T, D3 = values[a].shape
        d = D3 // 3 // n_head
        Q, K, V = values[a].reshape(B, T, 3, n_head, d).transpose(2, 0, 3, 1, 4)
        S = np.where(np.tri(T, dtype=bool), Q @ K.swapaxes(-1, -2) / math.sqrt(d), -np.inf)
        P = np.exp(S - S.max(-1, keepdims=True))
        P = P / P.sum(-1, keepdims=True)

        def to_qkv(dA):
            dA = dA.reshape(B, T, n_head, d).swapaxes(1, 2)
            dP = dA @ V.swapaxes(-1, -2)
            dS = P * (dP - (P * dP).sum(-1, keepdims=True)) / math.sqrt(d)
            d_parts = np.stack([dS @ K, dS.swapaxes(-1, -2) @ Q, P.swapaxes(-1, -2) @ dA])
            return d_parts.transpose(1, 3, 0, 2, 4).reshape(B, T, D3)

        return record((P @ V).swapaxes(1, 2).reshape(B, T, -1), (a, to_qkv))

    def gelu(a):
        u, c = values[a], math.sqrt(2 / math.pi)
        t = np.tanh(c * (u + 0.044715 * u * u * u))
        slope = 0.5 * (1 + t) + 0.5 * u * (1 - t * t) * c * (1 + 0.134145 * u * u)
        return record(0.5 * u * (1 + t), (a, lambda d: d * slope))

    leaf = {key: record(value) for key, value in params.items()}

    def gather(key, index):
        one_hot = np.eye(len(params[key]))[index]
        return record(params[key][index], (leaf[key], lambda d: np.tensordot(one_hot, d, (range(index.ndim),) * 2)))

    x = add(gather("W_e", ids), gather("W_p", np.broadcast_to(np.arange(ids.shape[1]), ids.shape)))
    for i in range(len(params) // len(NAMES)):
        w = {name: leaf[f"h.{i}.{name}"] for name in NAMES}
        qkv = add(matmul(normed(x, w["ln1_g"], w["ln1_b"]), w["W_attn"]), w["b_attn"])
        x = add(x, add(matmul(attention(qkv), w["W_proj"]), w["b_proj"]))
        hidden = gelu(add(matmul(normed(x, w["ln2_g"], w["ln2_b"]), w["W1"]), w["b1"]))
        x = add(x, add(matmul(hidden, w["W2"]), w["b2"]))
    head = record(params["W_e"].T, (leaf["W_e"], lambda d: d.T))
    logits = matmul(normed(x, leaf["lnf_g"], leaf["lnf_b"]), head)
    loss, dlogits = _cross_entropy(values[logits], targets)
    end = record(loss, (logits, lambda d: d * dlogits))

    def backward(dloss):
        grads = {end: dloss}
        for index in reversed(range(end + 1)):
            for parent, pullback in steps[index]:
                grads[parent] = grads.get(parent, 0) + pullback(grads[index])
        return {"params": {key: grads[index] for key, index in leaf.items()}}

    return loss, backward


def _summed(d, like):
    """Sum a gradient over the leading axes along which `like` was broadcast."""
    return d.reshape(-1, *like.shape).sum(0) if d.ndim > like.ndim else d


def _cross_entropy(logits, targets):
    """Return the mean loss over the targets that are not -1, and its gradient."""
    counts = targets != -1
    shifted = logits - logits.max(-1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    wanted = np.eye(logits.shape[-1])[targets] * counts[..., None]
    return -(wanted * logp).sum() / counts.sum(), (np.exp(logp) * counts[..., None] - wanted) / counts.sum()
