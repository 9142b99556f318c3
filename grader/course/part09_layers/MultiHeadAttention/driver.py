"""How MultiHeadAttention is asked."""

from __future__ import annotations

from functools import partial

from grader.course.drivers.layers import ask, refused_in_words, start

PARTS = ("qkv.W", "qkv.b", "proj.W", "proj.b")

START = ("spread_at_start", "runs_repeat", "weights_alike", "biases_at_start")

OUTPUTS = ("Y", "dx", *(f"d({path})" for path in PARTS), "parameters", *START, "errors_in_words", "float_bits")


def drive(MultiHeadAttention, x, qkv_W, qkv_b, proj_W, proj_b, dY, n_head, bias):
    """Make a layer, ask it, and look at how a larger one starts."""
    layer = MultiHeadAttention(x.shape[-1], n_head, bias, dtype=dY.dtype)
    told = ask(layer, x, dY, _parameters(qkv_W, qkv_b, proj_W, proj_b, bias))
    told |= {f"d({path})": told[path] for path in PARTS}
    make = partial(MultiHeadAttention, n_head=3, dtype=dY.dtype)
    told |= start(make, ["qkv.W", "proj.W"], zeros=["qkv.b", "proj.b"])
    told |= {"errors_in_words": refused_in_words(partial(MultiHeadAttention, 4, 3))}
    return tuple(told[name] for name in OUTPUTS)


def _parameters(qkv_W, qkv_b, proj_W, proj_b, bias):
    """The arrays by path; None for a bias that the layer does not have."""
    return {"qkv.W": qkv_W, "qkv.b": qkv_b if bias else None, "proj.W": proj_W, "proj.b": proj_b if bias else None}
