"""How Linear is asked."""

from __future__ import annotations

from functools import partial

from grader.course.drivers.layers import ask, start

START = ("spread_at_start", "runs_repeat", "weights_alike", "biases_at_start")

OUTPUTS = ("Y", "dx", "dW", "db", "parameters", *START, "float_bits")


def drive(Linear, x, W, b, dY, bias):
    """Make a layer of W's shape, ask it, and look at how a larger one starts."""
    layer = Linear(*W.shape, bias, dtype=dY.dtype)
    told = ask(layer, x, dY, {"W": W, "b": b if bias else None})
    told |= {"dW": told["W"], "db": told["b"]} | start(partial(Linear, n_out=80, dtype=dY.dtype), ["W"], zeros=["b"])
    return tuple(told[name] for name in OUTPUTS)
