"""Driver: Linear."""

from __future__ import annotations

from functools import partial

from grader.course.drivers.layers import call_layer, initial_values

INITIAL = ("spread_at_start", "tails_at_start", "runs_repeat", "weights_alike", "biases_at_start")

OUTPUTS = ("Y", "dx", "dW", "db", "parameters", "none_without_bias", "same_of_array", *INITIAL, "float_bits")


def drive(Linear, x, W, b, dY, bias):
    """Run a layer with W (n_in, n_out) and b on x (..., n_in), and measure how a larger one is initialized."""
    layer = Linear(*W.shape, bias, dtype=dY.dtype)
    results = call_layer(layer, x, dY, {"W": W, "b": b if bias else None})
    results |= {"dW": results["W"], "db": results["b"]}
    results |= initial_values(partial(Linear, n_out=80, dtype=dY.dtype), ["W"], zeros=["b"])
    return tuple(results[name] for name in OUTPUTS)
