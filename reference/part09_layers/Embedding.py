"""Embedding, held against torch.nn.Embedding."""

from __future__ import annotations

import numpy as np

from reference.part09_layers.layer_formulas import bits, initial_state, output_and_gradients


def forward(W, ids, dY):
    """Return (Y, dW, parameters, initial state, bits of a float)."""
    values = output_and_gradients(lambda W: np.take(W, ids, axis=0), {"W": W}, dY)
    return *values.values(), 1.0, *initial_state(1), bits(dY)


def torch_forward(W, ids, dY):
    """The same by torch.nn.Embedding."""
    import torch

    from reference.part09_layers.torch_layers import bits, initial_state, number

    layer = torch.nn.Embedding.from_pretrained(W, freeze=False)
    Y = layer(ids.long())
    Y.backward(dY)
    return Y, layer.weight.grad, number(1), *initial_state(1), bits(Y)
