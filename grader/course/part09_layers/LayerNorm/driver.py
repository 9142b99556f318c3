"""Driver: LayerNorm."""

from __future__ import annotations

from grader.course.drivers.layers import call_layer, initial_constants

OUTPUTS = (
    *("Y", "dx", "dgamma", "dbeta", "parameters", "none_without_bias", "same_of_array"),
    *("biases_at_start", "gammas_at_start", "float_bits"),
)


def drive(LayerNorm, x, gamma, beta, dY, bias, eps):
    """Note a new layer's initial values, and run it; eps is passed only where the case has one."""
    layer = LayerNorm(len(gamma), bias, dtype=dY.dtype, **({} if eps is None else {"eps": eps}))
    initial = initial_constants(layer, ["beta"] if bias else [], ["gamma"])
    results = call_layer(layer, x, dY, {"gamma": gamma, "beta": beta if bias else None})
    results |= {"dgamma": results["gamma"], "dbeta": results["beta"]} | initial
    return tuple(results[name] for name in OUTPUTS)
