"""MultiHeadAttention (Vaswani et al. 2017, section 3.2.2), held against torch.nn.MultiheadAttention."""

from __future__ import annotations

from reference.part09_layers.layer_formulas import attention, bits, initial_state, output_and_gradients


def forward(x, qkv_W, qkv_b, proj_W, proj_b, dY, n_head, bias):
    """Return (Y, dx, the four gradients, parameters, two promises, initial state, errors raised, bits of a float)."""
    qkv_b, proj_b = (qkv_b, proj_b) if bias else (None, None)
    inputs = {"x": x, "qkv_W": qkv_W, "qkv_b": qkv_b, "proj_W": proj_W, "proj_b": proj_b}
    values = output_and_gradients(lambda *arrays: attention(*arrays, n_head), inputs, dY)
    return *values.values(), 4.0 if bias else 2.0, 1.0, 1.0, *initial_state(2), 0.0, 1.0, bits(dY)


def torch_forward(x, qkv_W, qkv_b, proj_W, proj_b, dY, n_head, bias):
    """The same by torch.nn.MultiheadAttention with a causal mask."""
    from reference.part09_layers.torch_layers import Attention, bits, initial_state, number, run_backward

    layer = Attention(qkv_W, qkv_b if bias else None, proj_W, proj_b if bias else None, n_head)
    dx, Y = run_backward(layer, x, dY)
    promises = number(1), number(1), *initial_state(2), number(0), number(1)
    return Y, dx, *layer.gradients(), number(4 if bias else 2), *promises, bits(Y)
