"""LayerNorm (Ba, Kiros and Hinton 2016), held against torch.nn.LayerNorm."""

from __future__ import annotations

import numpy as np

from reference.part09_layers.layer_formulas import bits, layer_norm, output_and_gradients


def forward(x, gamma, beta, dY, bias, eps):
    """Return (Y, dx, dgamma, dbeta, parameters, two promises, initial state, bits of a float)."""

    def formula(x, gamma, beta):
        return layer_norm(x, gamma, beta, 1e-5 if eps is None else eps)

    values = output_and_gradients(formula, {"x": x, "gamma": gamma, "beta": beta if bias else None}, dY)
    return *values.values(), 2.0 if bias else 1.0, 1.0, 1.0, 0.0, np.ones(2), bits(dY)


def torch_forward(x, gamma, beta, dY, bias, eps):
    """The same by torch.nn.LayerNorm."""
    import torch

    from reference.part09_layers.torch_layers import bits, gradient, layer_norm, number, run_backward

    layer = layer_norm(gamma, beta if bias else None, eps)
    kept = number(1), number(1), number(0), torch.ones(2)
    dx, Y = run_backward(layer, x, dY)
    return Y, dx, layer.weight.grad, gradient(layer.bias), number(2 if bias else 1), *kept, bits(Y)
