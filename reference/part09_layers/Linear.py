"""Linear, held against torch.nn.Linear."""

from __future__ import annotations

from reference.part09_layers.layer_formulas import bits, initial_state, linear, output_and_gradients


def forward(x, W, b, dY, bias):
    """Return (Y, dx, dW, db, parameters, two promises, initial state, bits of a float)."""
    b = b if bias else None
    values = output_and_gradients(linear, {"x": x, "W": W, "b": b}, dY)
    return *values.values(), 2.0 if bias else 1.0, 1.0, 1.0, *initial_state(1), 0.0, bits(dY)


def torch_forward(x, W, b, dY, bias):
    """The same by torch.nn.Linear."""
    from reference.part09_layers.torch_layers import bits, gradient, initial_state, linear, number, run_backward

    layer = linear(W, b if bias else None)
    dx, Y = run_backward(layer, x, dY)
    measured = number(2 if bias else 1), number(1), number(1), *initial_state(1), number(0), bits(Y)
    return Y, dx, layer.weight.grad.T, gradient(layer.bias), *measured
