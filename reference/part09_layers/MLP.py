"""MLP: two linear layers with a GELU between them (Radford et al. 2019)."""

from __future__ import annotations

from reference.part09_layers.layer_formulas import bits, initial_state, mlp, output_and_gradients


def forward(x, fc_W, fc_b, proj_W, proj_b, dY, hidden, bias, gelu):
    """Return (Y, dx, the four gradients, parameters, two promises, initial state, errors raised, bits of a float)."""
    fc_b, proj_b = (fc_b, proj_b) if bias else (None, None)
    inputs = {"x": x, "fc_W": fc_W, "fc_b": fc_b, "proj_W": proj_W, "proj_b": proj_b}
    values = output_and_gradients(lambda *arrays: mlp(*arrays, gelu), inputs, dY)
    return *values.values(), 4.0 if bias else 2.0, 1.0, 1.0, *initial_state(2), 0.0, 1.0, bits(dY)


def torch_forward(x, fc_W, fc_b, proj_W, proj_b, dY, hidden, bias, gelu):
    """The same by two torch.nn.Linear with a torch.nn.GELU between them."""
    from reference.part09_layers.torch_layers import bits, initial_state, mlp, mlp_gradients, number, run_backward

    layer = mlp(fc_W, fc_b if bias else None, proj_W, proj_b if bias else None, gelu)
    dx, Y = run_backward(layer, x, dY)
    promises = number(1), number(1), *initial_state(2), number(0), number(1)
    return Y, dx, *mlp_gradients(layer), number(4 if bias else 2), *promises, bits(Y)
