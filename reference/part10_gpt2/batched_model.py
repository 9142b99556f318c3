"""GPT-2 on many copies of its parameters at once: the complex step moves another entry in each copy."""

from __future__ import annotations

import math

import numpy as np

from reference.oracles import COMPLEX_STEP


def gradient_of(params, name, config, ids, targets):
    """The gradient of one parameter by the complex step: copy k of it along a new first axis has entry k moved."""
    value = params[name][0]
    moved = value + 1j * COMPLEX_STEP * np.eye(value.size).reshape(value.size, *value.shape)
    losses = loss_of(logits_of(params | {name: moved}, config, ids), targets)
    return (losses.imag / COMPLEX_STEP).reshape(value.shape)


def logits_of(params, config, ids):
    """params (copies, ...) -> logits (copies, B, T, V); a parameter with one copy serves all."""
    bias = np.zeros((1, 1))
    x = params["W_e"][:, ids] + params["W_p"][:, np.newaxis, : ids.shape[1]]
    for i in range(config["n_layer"]):
        block = {name.split(".")[-1]: array for name, array in params.items() if name.startswith(f"h.{i}.")}
        n = _norm(x, block["ln1_g"], block.get("ln1_b", bias), config["eps"])
        mixed = _attention(_affine(n, block["W_attn"], block.get("b_attn", bias)), config["n_head"])
        x = x + _affine(mixed, block["W_proj"], block.get("b_proj", bias))
        n = _norm(x, block["ln2_g"], block.get("ln2_b", bias), config["eps"])
        u = _gelu(_affine(n, block["W1"], block.get("b1", bias)), config["gelu"])
        x = x + _affine(u, block["W2"], block.get("b2", bias))
    n = _norm(x, params["lnf_g"], params.get("lnf_b", bias), config["eps"])
    return n @ params.get("W_head", params["W_e"]).swapaxes(-1, -2)[:, np.newaxis]


def _rows(vector):
    """(copies, D) -> (copies, 1, 1, D)."""
    return vector[:, np.newaxis, np.newaxis]


def _affine(x, W, b):
    """x (copies, B, T, K), W (copies, K, N) -> (copies, B, T, N)."""
    return x @ W[:, np.newaxis] + _rows(b)


def _norm(x, gamma, beta, eps):
    c = x - x.mean(-1, keepdims=True)
    return c / np.sqrt((c * c).mean(-1, keepdims=True) + eps) * _rows(gamma) + _rows(beta)


def _attention(qkv, n_head):
    """qkv (copies, B, T, 3D) -> (copies, B, T, D), head by head."""
    T, D = qkv.shape[-2], qkv.shape[-1] // 3
    d, visible, mixed = D // n_head, np.tri(T, dtype=bool), []
    for start in range(0, D, d):
        Q, K, V = (qkv[..., offset + start : offset + start + d] for offset in (0, D, 2 * D))
        scores = Q @ K.swapaxes(-1, -2) / math.sqrt(d)
        largest = np.where(visible, scores.real, -np.inf).max(-1, keepdims=True)
        weights = np.where(visible, np.exp(np.where(visible, scores - largest, 0)), 0)
        mixed.append(weights / weights.sum(-1, keepdims=True) @ V)
    return np.concatenate(mixed, axis=-1)


def _gelu(u, form):
    if form == "tanh":
        return 0.5 * u * (1 + np.tanh(math.sqrt(2 / math.pi) * (u + 0.044715 * u * u * u)))
    from scipy.special import erf  # takes 0.2 s to import, for erf alone

    return 0.5 * u * (1 + erf(u * math.sqrt(0.5)))


def loss_of(logits, targets):
    """logits (copies, B, T, V) -> (copies,), the mean over the targets that are not -1."""
    counted = logits[:, targets != -1]
    counted = counted - counted.real.max(-1, keepdims=True)
    target_logits = np.take_along_axis(counted, targets[targets != -1][np.newaxis, :, np.newaxis], -1)[..., 0]
    return np.mean(np.log(np.exp(counted).sum(-1)) - target_logits, axis=-1)
