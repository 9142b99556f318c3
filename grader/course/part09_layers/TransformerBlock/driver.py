"""How TransformerBlock is asked."""

from __future__ import annotations

from functools import partial

from grader.course.drivers.layers import ask, start

PARTS = (
    *("ln1.gamma", "ln1.beta", "attention.qkv.W", "attention.qkv.b", "attention.proj.W", "attention.proj.b"),
    *("ln2.gamma", "ln2.beta", "mlp.fc.W", "mlp.fc.b", "mlp.proj.W", "mlp.proj.b"),
)

BIASES = tuple(path for path in PARTS if path.endswith((".b", ".beta")))

START = ("spread_at_start", "runs_repeat", "weights_alike", "biases_at_start", "gammas_at_start")

OUTPUTS = ("Y", "dx", *(f"d({path})" for path in PARTS), "parameters", *START, "float_bits")


def drive(TransformerBlock, x, weights, dY, n_head, bias, gelu, eps):
    """Make a block, ask it, and look at how a larger one starts; a GELU or an eps of None is not mentioned to it."""
    options = {name: value for name, value in {"gelu": gelu, "eps": eps}.items() if value is not None}
    block = TransformerBlock(x.shape[-1], n_head, bias, dtype=dY.dtype, **options)
    arrays = dict(zip(PARTS, weights.values(), strict=True))
    told = ask(block, x, dY, {path: array if bias or path not in BIASES else None for path, array in arrays.items()})
    told |= {f"d({path})": told[path] for path in PARTS}
    drawn = [path for path in PARTS if path.endswith(".W")]
    make = partial(TransformerBlock, n_head=3, dtype=dY.dtype)
    told |= start(make, drawn, zeros=BIASES, ones=["ln1.gamma", "ln2.gamma"])
    return tuple(told[name] for name in OUTPUTS)
