"""TransformerBlock: the pre-LN block of GPT-2 (Radford et al. 2019, section 2.3)."""

from __future__ import annotations

import numpy as np

from reference.part09_layers.layer_formulas import attention, bits, initial_state, layer_norm, mlp, output_and_gradients

BIASES = ("ln1_b", "ln2_b", "b_attn", "b_proj", "b1", "b2")


def forward(x, weights, dY, n_head, bias, gelu, eps):
    """Return (Y, dx, the twelve gradients, parameters, two promises, initial state, bits of a float)."""
    weights = {name: array if bias or not name.endswith(BIASES) else None for name, array in weights.items()}
    eps = 1e-5 if eps is None else eps

    def formula(x, ln1_g, ln1_b, W_attn, b_attn, W_proj, b_proj, ln2_g, ln2_b, W1, b1, W2, b2):
        r = x + attention(layer_norm(x, ln1_g, ln1_b, eps), W_attn, b_attn, W_proj, b_proj, n_head)
        return r + mlp(layer_norm(r, ln2_g, ln2_b, eps), W1, b1, W2, b2, gelu)

    values = output_and_gradients(formula, {"x": x, **weights}, dY)
    return *values.values(), 12.0 if bias else 6.0, 1.0, 1.0, *initial_state(4), 0.0, np.ones(2), bits(dY)


def torch_forward(x, weights, dY, n_head, bias, gelu, eps):
    """The same by torch.nn's layers, put together as GPT-2's block."""
    import torch

    from reference.part09_layers.torch_layers import (
        Attention,
        bits,
        gradient,
        initial_state,
        layer_norm,
        mlp,
        mlp_gradients,
        number,
        run_backward,
    )

    ln1_g, ln1_b, W_attn, b_attn, W_proj, b_proj, ln2_g, ln2_b, W1, b1, W2, b2 = (
        tensor if bias or tensor.ndim > 1 or name.endswith("_g") else None for name, tensor in weights.items()
    )
    ln1, ln2 = layer_norm(ln1_g, ln1_b, eps), layer_norm(ln2_g, ln2_b, eps)
    attention_layer, mlp_layer = Attention(W_attn, b_attn, W_proj, b_proj, n_head), mlp(W1, b1, W2, b2, gelu)

    def block(x):
        r = x + attention_layer(ln1(x))
        return r + mlp_layer(ln2(r))

    dx, Y = run_backward(block, x, dY)
    first = ln1.weight.grad, gradient(ln1.bias), *attention_layer.gradients()
    second = ln2.weight.grad, gradient(ln2.bias), *mlp_gradients(mlp_layer)
    promises = number(1), number(1), *initial_state(4), number(0), torch.ones(2)
    return Y, dx, *first, *second, number(12 if bias else 6), *promises, bits(Y)
