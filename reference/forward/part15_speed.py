"""Reference forwards of part 15: the same numbers as the plain pieces', with no regard to time or memory."""

from __future__ import annotations

import math

import numpy as np

from reference.forward import part10_gpt2 as plain
from reference.forward.part06_attention import scaled_dot_product_attention
from reference.forward.part11_optimizer import adamw_update

STEP = {"lr": 1e-2, "beta1": 0.9, "beta2": 0.95, "eps": 1e-3}
PLAIN_STEP = {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
DECAY = 0.1
PLAIN_DECAY = 0.01


def share(ask, n, least, threads):
    """What the entry's drive looks at."""
    if ask == "by blas":
        return np.array(1.0)
    parts = max(1, min(threads, n // max(1, least)))
    if ask == "stretches":
        lengths = [n // parts] * parts
        edges = np.array([sum(lengths[:i]) + (n % parts) * i // parts for i in range(parts + 1)], float)
        return np.concatenate([np.stack([edges[:-1], edges[1:]], axis=1), np.full((threads - parts, 2), -1.0)])
    return {
        "together": np.array(1.0),
        "done": np.array([0.0, parts]),
        "raised": np.array([1.0, parts - 1]),
        "raised first": np.array([1.0, parts - 1]),
        "blas": np.array([1.0, 2.0]),
    }[ask]


def gelu_in_chunks(u, chunk):
    """u of any shape -> the same: the tanh form."""
    return 0.5 * u * (1 + np.tanh(math.sqrt(2 / math.pi) * (u + 0.044715 * u * u * u)))


def layer_norm_rows(x, gamma, beta, eps, chunk):
    """x (..., D) -> (..., D)."""
    c = x - x.mean(-1, keepdims=True)
    return c / np.sqrt((c * c).mean(-1, keepdims=True) + eps) * gamma + beta


def blocked_attention(Q, K, V, queries, keys):
    """Q, K (..., S, d), V (..., S, e) -> (..., S, e)."""
    return scaled_dot_product_attention(Q, K, V)


def cross_entropy_in_place(ask, logits, targets, ignore_index, chunk):
    """logits (N, V) -> the mean loss and its gradient (N, V), a row at a time."""
    if ask == "memory":
        return np.array(0.0), np.zeros(0)
    counted = np.flatnonzero(targets != ignore_index)
    losses, gradient = [0.0], np.zeros(logits.shape)
    for n in counted:
        shifted = logits[n].astype(np.float64) - logits[n].max()
        losses.append(np.log(np.exp(shifted).sum()) - shifted[targets[n]])
        gradient[n] = (np.exp(shifted) / np.exp(shifted).sum() - np.eye(len(shifted))[targets[n]]) / len(counted)
    return np.array(sum(losses) / max(1, len(counted))), gradient


def scatter_add_rows(ask, dW, ids, dY):
    """dW (V, D) and what is added to it, by a product with one-hot rows."""
    return np.array(0.0) if ask == "memory" else dW + np.eye(len(dW))[ids].T @ dY


def adamw_in_chunks(ask, theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay, chunk):
    """One step -> theta, m, v."""
    if ask == "memory":
        return np.array(0.0), np.zeros(0), np.zeros(0)
    return adamw_update(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay)


def FastGPT2(ask, params, n_head, ids, targets, options):
    """What the entry's drive looks at; gradients by the complex step."""
    config, params = _config(params, n_head, options), {k: v.astype(np.float64) for k, v in params.items()}
    if ask == "memory":
        return np.array(0.0)
    if ask == "logits":
        return np.stack([_logits(params, config, ids)] * 2)
    if ask == "places":
        return _logits(params, config, ids).reshape(ids.size, -1)[::2]
    if ask == "loss":
        return _loss(params, config, ids, targets)
    if ask == "gradients":
        return np.concatenate([g.ravel() for g in _gradients(params, config, ids, targets).values()])
    rates, decays = (STEP, DECAY) if ask == "steps" else (PLAIN_STEP, PLAIN_DECAY)
    losses, state = [], {name: (np.zeros_like(a), np.zeros_like(a)) for name, a in params.items()}
    for t in (1, 2, 3):
        losses.append(_loss(params, config, ids, targets))
        for name, grad in _gradients(params, config, ids, targets).items():
            decay = decays if params[name].ndim >= 2 else 0.0
            theta, *averages = adamw_update(params[name], grad, *state[name], t, **rates, weight_decay=decay)
            params, state[name] = params | {name: theta}, tuple(averages)
    return np.concatenate([np.array(losses), *(a.ravel() for a in params.values())])


def FastDecoder(ask, params, n_head, ids, chunks, options):
    """The full forward of all tokens up to the end of each chunk."""
    if ask == "memory":
        return np.array(0.0)
    if ask == "full":
        return refusals(len(params["W_p"]), chunks)
    config, params = _config(params, n_head, options), {k: v.astype(np.float64) for k, v in params.items()}
    return np.stack([_logits(params, config, ids[np.newaxis, :end])[0, -1] for end in np.cumsum(chunks)])


def refusals(n_ctx, chunks):
    """For each chunk its length, or -1 where it is empty or does not fit; then how many places are taken."""
    found, length = [], 0
    for chunk in chunks:
        fits = 0 < chunk <= n_ctx - length
        found.append(chunk if fits else -1)
        length += chunk if fits else 0
    return np.array([*found, length], float)


def _config(params, n_head, options):
    n_layer = sum(name.endswith(".ln1_g") for name in params)
    return {"n_layer": n_layer, "n_head": n_head, "gelu": "tanh", "eps": 1e-5} | dict(options)


def _logits(params, config, ids):
    return plain.logits_of({name: array[np.newaxis] for name, array in params.items()}, config, ids)[0]


def _loss(params, config, ids, targets):
    return plain.loss_of(_logits(params, config, ids)[np.newaxis], targets)[0]


def _gradients(params, config, ids, targets):
    copies = {name: array[np.newaxis] for name, array in params.items()}
    return {name: plain.gradient_of(copies, name, config, ids, targets) for name in params}
