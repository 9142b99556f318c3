"""Driver: MLP."""

from __future__ import annotations

from functools import partial

from grader.course.drivers.errors import raises_value_error
from grader.course.drivers.layers import call_layer, initial_values

PARAMETERS = ("fc.W", "fc.b", "proj.W", "proj.b")

INITIAL = ("spread_at_start", "runs_repeat", "weights_alike", "biases_at_start")

OUTPUTS = ("Y", "dx", *(f"d({path})" for path in PARAMETERS), "parameters", *INITIAL, "errors_in_words", "float_bits")


def drive(MLP, x, fc_W, fc_b, proj_W, proj_b, dY, hidden, bias, gelu):
    """Run a layer, and measure how a larger one is initialized; a `hidden` or `gelu` of None is not passed.

    `errors_in_words` is 1 where an unknown GELU is refused by a ValueError with a message.
    """
    options = {name: value for name, value in {"hidden": hidden, "gelu": gelu}.items() if value is not None}
    layer = MLP(x.shape[-1], bias=bias, dtype=dY.dtype, **options)
    arrays = {"fc.W": fc_W, "fc.b": fc_b if bias else None, "proj.W": proj_W, "proj.b": proj_b if bias else None}
    results = call_layer(layer, x, dY, arrays)
    results |= {f"d({path})": results[path] for path in PARAMETERS}
    results |= initial_values(partial(MLP, dtype=dY.dtype), ["fc.W", "proj.W"], zeros=["fc.b", "proj.b"])
    results |= {"errors_in_words": raises_value_error(partial(MLP, 2, gelu="relu"))}
    return tuple(results[name] for name in OUTPUTS)
