"""Driver: MultiHeadAttention."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.course.drivers.errors import raises_value_error
from grader.course.drivers.layers import SMALL, call_layer, initial_values, same_weights
from grader.course.drivers.module_lookup import module_names

PARAMETERS = ("qkv.W", "qkv.b", "proj.W", "proj.b")

INITIAL = (*("spread_at_start", "tails_at_start", "runs_repeat", "weights_alike", "drawn_in_order", "biases_at_start"),)

OUTPUTS = (
    *("Y", "dx", *(f"d({path})" for path in PARAMETERS), "parameters", "none_without_bias", "same_of_array"),
    *(*INITIAL, "errors_in_words", "float_bits"),
)


def drive(MultiHeadAttention, x, qkv_W, qkv_b, proj_W, proj_b, dY, n_head, bias):
    """Run a layer on x (B, T, D), and measure how a larger one is initialized.

    `errors_in_words` is 1 where numbers of heads that do not divide D are refused by a ValueError with a message.
    """
    layer = MultiHeadAttention(x.shape[-1], n_head, bias, dtype=dY.dtype)
    arrays = {"qkv.W": qkv_W, "qkv.b": qkv_b if bias else None, "proj.W": proj_W, "proj.b": proj_b if bias else None}
    results = call_layer(layer, x, dY, arrays)
    results |= {f"d({path})": results[path] for path in PARAMETERS}
    make = partial(MultiHeadAttention, n_head=3, dtype=dY.dtype)
    results |= initial_values(make, ["qkv.W", "proj.W"], zeros=["qkv.b", "proj.b"])
    results |= {"drawn_in_order": _drawn_in_order(MultiHeadAttention)}
    wrong = [raises_value_error(partial(MultiHeadAttention, 4, n_head)) for n_head in (3, 8)]
    results |= {"errors_in_words": min(wrong)}
    return tuple(results[name] for name in OUTPUTS)


def _drawn_in_order(MultiHeadAttention):
    """Return 1 where qkv and proj are drawn in this order from one generator, as two Linears one after another."""
    Linear = module_names(MultiHeadAttention).get("Linear")
    if Linear is None:
        return 1.0
    rng = np.random.default_rng(3)
    parts = Linear(SMALL, 3 * SMALL, rng=rng), Linear(SMALL, SMALL, rng=rng)
    layer = MultiHeadAttention(SMALL, 3, rng=np.random.default_rng(3))
    return same_weights(layer, ("qkv.W", "proj.W"), [part.W for part in parts])
