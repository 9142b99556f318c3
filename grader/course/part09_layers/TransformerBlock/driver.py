"""Driver: TransformerBlock."""

from __future__ import annotations

from functools import partial

from grader.course.drivers.layers import call_layer, initial_values

PARAMETERS = (
    *("ln1.gamma", "ln1.beta", "attention.qkv.W", "attention.qkv.b", "attention.proj.W", "attention.proj.b"),
    *("ln2.gamma", "ln2.beta", "mlp.fc.W", "mlp.fc.b", "mlp.proj.W", "mlp.proj.b"),
)

BIASES = tuple(path for path in PARAMETERS if path.endswith((".b", ".beta")))

INITIAL = ("spread_at_start", "runs_repeat", "weights_alike", "biases_at_start", "gammas_at_start")

OUTPUTS = ("Y", "dx", *(f"d({path})" for path in PARAMETERS), "parameters", *INITIAL, "float_bits")


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
    return tuple(results[name] for name in OUTPUTS)
