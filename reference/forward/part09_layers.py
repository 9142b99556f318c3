"""References of part 09: the layers as functions of their parameters, differentiated by the complex step."""

from __future__ import annotations

from ast import literal_eval

import numpy as np

from reference.oracles import complex_step


def Module(model, x):
    """Return (count, size, sizes, names_that_lead_there, gradients_left, called) of a model described in a text."""
    sizes = {}

    def walk(name, thing):
        kind, *rest = thing
        if kind == "tensor":
            sizes[name] = float(np.prod(rest))
        elif kind == "module":
            for inner, item in rest:
                walk(f"{name}.{inner}".lstrip("."), item)
        elif kind in ("list", "tuple"):
            for place, item in enumerate(rest):
                walk(f"{name}.{place}", item)

    walk("", literal_eval(model))
    padded = np.zeros(128)
    padded[: len(sizes)] = list(sizes.values())
    return float(len(sizes)), padded.sum(), padded, float(len(sizes)), 0.0, 3 * x


def Linear(x, W, b, dY, bias):
    """Return (Y, dx, dW, db, parameters, how it starts, float_bits)."""
    b = b if bias else None
    told = _told(_linear, {"x": x, "W": W, "b": b}, dY)
    return *told.values(), 2.0 if bias else 1.0, *_start(1), _bits(dY)


def LayerNorm(x, gamma, beta, dY, bias, eps):
    """Return (Y, dx, dgamma, dbeta, parameters, how it starts, float_bits)."""

    def formula(x, gamma, beta):
        return _normed(x, gamma, beta, 1e-5 if eps is None else eps)

    told = _told(formula, {"x": x, "gamma": gamma, "beta": beta if bias else None}, dY)
    return *told.values(), 2.0 if bias else 1.0, 0.0, np.ones(2), _bits(dY)


def Embedding(W, ids, dY):
    """Return (Y, dW, parameters, how it starts, float_bits)."""
    told = _told(lambda W: np.take(W, ids, axis=0), {"W": W}, dY)
    return *told.values(), 1.0, *_start(1)[:3], _bits(dY)


def MLP(x, fc_W, fc_b, proj_W, proj_b, dY, hidden, bias, gelu):
    """Return (Y, dx, the gradients of the four parameters, parameters, how it starts, errors_in_words, float_bits)."""
    fc_b, proj_b = (fc_b, proj_b) if bias else (None, None)
    inputs = {"x": x, "fc_W": fc_W, "fc_b": fc_b, "proj_W": proj_W, "proj_b": proj_b}
    told = _told(lambda *arrays: _mlp(*arrays, gelu), inputs, dY)
    return *told.values(), 4.0 if bias else 2.0, *_start(2), 1.0, _bits(dY)


def MultiHeadAttention(x, qkv_W, qkv_b, proj_W, proj_b, dY, n_head, bias):
    """Return (Y, dx, the gradients of the four parameters, parameters, how it starts, errors_in_words, float_bits)."""
    qkv_b, proj_b = (qkv_b, proj_b) if bias else (None, None)
    inputs = {"x": x, "qkv_W": qkv_W, "qkv_b": qkv_b, "proj_W": proj_W, "proj_b": proj_b}
    told = _told(lambda *arrays: _attention(*arrays, n_head), inputs, dY)
    return *told.values(), 4.0 if bias else 2.0, *_start(2), 1.0, _bits(dY)


def TransformerBlock(x, weights, dY, n_head, bias, gelu, eps):
    """Return (Y, dx, the gradients of the twelve parameters, parameters, how it starts, float_bits)."""
    kept = {name: array if bias or not name.endswith(BIASES) else None for name, array in weights.items()}
    eps = 1e-5 if eps is None else eps

    def formula(x, ln1_g, ln1_b, W_attn, b_attn, W_proj, b_proj, ln2_g, ln2_b, W1, b1, W2, b2):
        r = x + _attention(_normed(x, ln1_g, ln1_b, eps), W_attn, b_attn, W_proj, b_proj, n_head)
        return r + _mlp(_normed(r, ln2_g, ln2_b, eps), W1, b1, W2, b2, gelu)

    told = _told(formula, {"x": x, **kept}, dY)
    return *told.values(), 12.0 if bias else 6.0, *_start(4), np.ones(2), _bits(dY)


BIASES = ("ln1_b", "ln2_b", "b_attn", "b_proj", "b1", "b2")


def _told(formula, inputs, dY):
    """Return {"Y": formula(*inputs), name: its gradient, ...}: 0 for an input of None, all else in float64."""
    given = {name: array if array is None else array.astype(np.float64) for name, array in inputs.items()}
    there = [name for name, array in given.items() if array is not None]
    gradients = complex_step(formula, given, there, dY.astype(np.float64))
    return {"Y": formula(*given.values())} | {name: gradients.get(name, 0.0) for name in given}


def _start(weights):
    """Each weight's spread, runs that repeat, no weights alike, biases at 0."""
    return np.full(weights, 0.02), 1.0, 0.0, 0.0


def _bits(array):
    return 8.0 * array.itemsize


def _linear(x, W, b):
    Y = np.einsum("...k,kn->...n", x, W)
    return Y if b is None else Y + b


def _normed(x, gamma, beta, eps):
    centred = x - x.mean(-1, keepdims=True)
    Y = gamma * centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + eps)
    return Y if beta is None else Y + beta


def _mlp(x, fc_W, fc_b, proj_W, proj_b, gelu):
    from reference.forward import part03_linear_algebra as part03

    u = _linear(x, fc_W, fc_b)
    return _linear(part03.gelu(u) if gelu == "erf" else part03.gelu_tanh(u), proj_W, proj_b)


def _attention(x, qkv_W, qkv_b, proj_W, proj_b, n_head):
    from reference.forward.part06_attention import scaled_dot_product_attention

    parts = np.split(_linear(x, qkv_W, qkv_b), 3, axis=-1)
    heads = zip(*(np.split(part, n_head, axis=-1) for part in parts), strict=True)
    return _linear(np.concatenate([scaled_dot_product_attention(*head) for head in heads], axis=-1), proj_W, proj_b)
