"""Driver: MLP."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.course.drivers.errors import raises_value_error
from grader.course.drivers.layers import SMALL, call_layer, initial_values, same_weights
from grader.course.drivers.module_lookup import module_names

PARAMETERS = ("fc.W", "fc.b", "proj.W", "proj.b")

INITIAL = (*("spread_at_start", "tails_at_start", "runs_repeat", "weights_alike", "drawn_in_order", "biases_at_start"),)

OUTPUTS = (
    *("Y", "dx", *(f"d({path})" for path in PARAMETERS), "parameters", "none_without_bias", "same_of_array"),
    *(*INITIAL, "errors_in_words", "float_bits"),
)


def drive(MLP, x, fc_W, fc_b, proj_W, proj_b, dY, hidden, bias, gelu):
    """Run a layer, and measure how a larger one is initialized; a `hidden` or `gelu` of None is not passed.

    `errors_in_words` is 1 where unknown GELUs are refused by a ValueError with a message.
    """
    options = {name: value for name, value in {"hidden": hidden, "gelu": gelu}.items() if value is not None}
    layer = MLP(x.shape[-1], bias=bias, dtype=dY.dtype, **options)
    arrays = {"fc.W": fc_W, "fc.b": fc_b if bias else None, "proj.W": proj_W, "proj.b": proj_b if bias else None}
    results = call_layer(layer, x, dY, arrays)
    results |= {f"d({path})": results[path] for path in PARAMETERS}
    results |= initial_values(partial(MLP, dtype=dY.dtype), ["fc.W", "proj.W"], zeros=["fc.b", "proj.b"])
    results |= {"drawn_in_order": _drawn_in_order(MLP)}
    results |= {"errors_in_words": min(raises_value_error(partial(MLP, 2, gelu=gelu)) for gelu in ("relu", "TANH", ""))}
    return tuple(results[name] for name in OUTPUTS)


def _drawn_in_order(MLP):
    """Return 1 where fc and proj are drawn in this order from one generator, as two Linears one after another."""
    Linear = module_names(MLP).get("Linear")
    if Linear is None:
        return 1.0
    rng = np.random.default_rng(3)
    parts = Linear(SMALL, 4 * SMALL, rng=rng), Linear(4 * SMALL, SMALL, rng=rng)
    return same_weights(MLP(SMALL, rng=np.random.default_rng(3)), ("fc.W", "proj.W"), [part.W for part in parts])
