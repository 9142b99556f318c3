"""Driver: TransformerBlock."""

from __future__ import annotations

from functools import partial

import numpy as np

from grader.course.drivers.layers import SMALL, call_layer, initial_values, same_weights
from grader.course.drivers.module_lookup import module_names

PARAMETERS = (
    *("ln1.gamma", "ln1.beta", "attention.qkv.W", "attention.qkv.b", "attention.proj.W", "attention.proj.b"),
    *("ln2.gamma", "ln2.beta", "mlp.fc.W", "mlp.fc.b", "mlp.proj.W", "mlp.proj.b"),
)

BIASES = tuple(path for path in PARAMETERS if path.endswith((".b", ".beta")))

INITIAL = (
    *("spread_at_start", "tails_at_start", "runs_repeat", "weights_alike", "drawn_in_order"),
    *("biases_at_start", "gammas_at_start"),
)

OUTPUTS = (
    *("Y", "dx", *(f"d({path})" for path in PARAMETERS), "parameters", "none_without_bias", "same_of_array"),
    *(*INITIAL, "float_bits"),
)


def drive(TransformerBlock, x, weights, dY, n_head, bias, gelu, eps):
    """Run a block on x (B, T, D), and measure how a larger one is initialized; a `gelu` or `eps` of None is not passed.

    `weights` has the arrays in the order of PARAMETERS.
    """
    options = {name: value for name, value in {"gelu": gelu, "eps": eps}.items() if value is not None}
    block = TransformerBlock(x.shape[-1], n_head, bias, dtype=dY.dtype, **options)
    arrays = dict(zip(PARAMETERS, weights.values(), strict=True))
    arrays = {path: array if bias or path not in BIASES else None for path, array in arrays.items()}
    results = call_layer(block, x, dY, arrays)
    results |= {f"d({path})": results[path] for path in PARAMETERS}
    random_weights = [path for path in PARAMETERS if path.endswith(".W")]
    make = partial(TransformerBlock, n_head=3, dtype=dY.dtype)
    results |= initial_values(make, random_weights, zeros=BIASES, ones=["ln1.gamma", "ln2.gamma"])
    results |= {"drawn_in_order": _drawn_in_order(TransformerBlock, random_weights)}
    return tuple(results[name] for name in OUTPUTS)


def _drawn_in_order(TransformerBlock, paths):
    """Return 1 where attention and mlp are drawn in this order from one generator, as the two layers by themselves."""
    names = module_names(TransformerBlock)
    if not {"MultiHeadAttention", "MLP"} <= names.keys():
        return 1.0
    rng = np.random.default_rng(3)
    attention, mlp = names["MultiHeadAttention"](SMALL, 3, rng=rng), names["MLP"](SMALL, rng=rng)
    layers = (attention.qkv, attention.proj, mlp.fc, mlp.proj)
    block = TransformerBlock(SMALL, 3, rng=np.random.default_rng(3))
    return same_weights(block, paths, [layer.W for layer in layers])
