"""How MLP is asked."""

from __future__ import annotations

from functools import partial

from grader.course.drivers.layers import ask, refused_in_words, start

PARTS = ("fc.W", "fc.b", "proj.W", "proj.b")

START = ("spread_at_start", "runs_repeat", "weights_alike", "biases_at_start")

OUTPUTS = ("Y", "dx", *(f"d({path})" for path in PARTS), "parameters", *START, "errors_in_words", "float_bits")


def drive(MLP, x, fc_W, fc_b, proj_W, proj_b, dY, hidden, bias, gelu):
    """Make a layer, ask it, and look at how a larger one starts; a width or a GELU of None is not mentioned to it."""
    options = {"hidden": hidden, "gelu": gelu}
    layer = MLP(
        x.shape[-1], bias=bias, dtype=dY.dtype, **{name: value for name, value in options.items() if value is not None}
    )
    told = ask(layer, x, dY, _parameters(fc_W, fc_b, proj_W, proj_b, bias))
    told |= {f"d({path})": told[path] for path in PARTS}
    told |= start(partial(MLP, dtype=dY.dtype), ["fc.W", "proj.W"], zeros=["fc.b", "proj.b"])
    told |= {"errors_in_words": refused_in_words(partial(MLP, 2, gelu="relu"))}
    return tuple(told[name] for name in OUTPUTS)


def _parameters(fc_W, fc_b, proj_W, proj_b, bias):
    """The arrays by path; None for a bias that the layer does not have."""
    return {"fc.W": fc_W, "fc.b": fc_b if bias else None, "proj.W": proj_W, "proj.b": proj_b if bias else None}
