"""How LayerNorm is asked."""

from __future__ import annotations

from grader.course.drivers.layers import ask, trivial_start

OUTPUTS = ("Y", "dx", "dgamma", "dbeta", "parameters", "biases_at_start", "gammas_at_start", "float_bits")


def drive(LayerNorm, x, gamma, beta, dY, bias, eps):
    """Make a layer, look at how it starts, and ask it; eps is given only where the case has one."""
    layer = LayerNorm(len(gamma), bias, dtype=dY.dtype, **({} if eps is None else {"eps": eps}))
    starts = trivial_start(layer, ["beta"] if bias else [], ["gamma"])
    told = ask(layer, x, dY, {"gamma": gamma, "beta": beta if bias else None})
    told |= {"dgamma": told["gamma"], "dbeta": told["beta"]} | starts
    return tuple(told[name] for name in OUTPUTS)
