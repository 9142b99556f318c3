"""Driver: Embedding."""

from __future__ import annotations

from functools import partial

from grader.course.drivers.layers import call_layer, initial_values

OUTPUTS = ("Y", "dW", "parameters", "spread_at_start", "tails_at_start", "runs_repeat", "weights_alike", "float_bits")


def drive(Embedding, W, ids, dY):
    """Run a layer with the table W (V, D) on ids, and measure how a larger one is initialized."""
    results = call_layer(Embedding(*W.shape, dtype=dY.dtype), ids, dY, {"W": W})
    results |= {"dW": results["W"]} | initial_values(partial(Embedding, D=80, dtype=dY.dtype), ["W"])
    return tuple(results[name] for name in OUTPUTS)
