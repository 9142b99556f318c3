"""Driver: MultiHeadAttention."""

from __future__ import annotations

from functools import partial

from grader.course.drivers.errors import raises_value_error
from grader.course.drivers.layers import call_layer, initial_values

PARAMETERS = ("qkv.W", "qkv.b", "proj.W", "proj.b")

INITIAL = ("spread_at_start", "runs_repeat", "weights_alike", "biases_at_start")

OUTPUTS = ("Y", "dx", *(f"d({path})" for path in PARAMETERS), "parameters", *INITIAL, "errors_in_words", "float_bits")


def drive(MultiHeadAttention, x, qkv_W, qkv_b, proj_W, proj_b, dY, n_head, bias):
    """Run a layer on x (B, T, D), and measure how a larger one is initialized.

    `errors_in_words` is 1 where a number of heads that does not divide D is refused by a ValueError with a message.
    """
    layer = MultiHeadAttention(x.shape[-1], n_head, bias, dtype=dY.dtype)
    arrays = {"qkv.W": qkv_W, "qkv.b": qkv_b if bias else None, "proj.W": proj_W, "proj.b": proj_b if bias else None}
    results = call_layer(layer, x, dY, arrays)
    results |= {f"d({path})": results[path] for path in PARAMETERS}
    make = partial(MultiHeadAttention, n_head=3, dtype=dY.dtype)
    results |= initial_values(make, ["qkv.W", "proj.W"], zeros=["qkv.b", "proj.b"])
    results |= {"errors_in_words": raises_value_error(partial(MultiHeadAttention, 4, 3))}
    return tuple(results[name] for name in OUTPUTS)
