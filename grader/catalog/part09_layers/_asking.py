"""How a layer is asked: its parameters are set, it is called, a gradient is sent back, and what arrived is read.

Runs on the student's side of the judge and holds no expected values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np


def at(layer: Any, path: str) -> Any:
    """Return what stands at a dotted path of attributes."""
    return reduce(getattr, path.split("."), layer)


def put(layer: Any, path: str, array: np.ndarray) -> Any:
    """Write `array` into the layer's parameter at `path`, which keeps its dtype, and return the parameter."""
    tensor = at(layer, path)
    if tensor is None:
        raise ValueError(f"{path} is None; wanted a Tensor of shape {array.shape}")
    if tensor.shape != array.shape:
        raise ValueError(f"{path} has shape {tensor.shape}; wanted {array.shape}")
    tensor.data[...] = array
    return tensor


def gradient(tensor: Any) -> np.ndarray:
    """Return what has arrived at a tensor, zeros where nothing has."""
    return np.zeros_like(tensor.data) if tensor.grad is None else tensor.grad


def ask(layer: Any, x: np.ndarray, dY: np.ndarray, arrays: Mapping[str, np.ndarray | None]) -> dict[str, Any]:
    """Return Y, dx (where x is of floats), the gradients by path, how many parameters there are, and the widest dtype.

    An array of None is a parameter that is not there: its gradient is the number 0.
    """
    held = {path: put(layer, path, array) for path, array in arrays.items() if array is not None}
    Tensor = type(next(iter(held.values())))
    given = Tensor(x, requires_grad=True) if x.dtype.kind == "f" else x
    Y = layer(given)
    if not isinstance(Y, Tensor):
        raise TypeError(f"the layer returns a {type(Y).__name__}; wanted a Tensor")
    if Y.requires_grad:
        Y.backward(dY)
    told = {path: gradient(held[path]) if path in held else 0.0 for path in arrays}
    told |= {"Y": Y.data, "dx": gradient(given) if given is not x else 0.0}
    widest = max(8 * array.itemsize for array in told.values() if isinstance(array, np.ndarray))
    return told | {"parameters": float(len(layer.parameters())), "float_bits": float(widest)}


def start(make: Callable[[np.random.Generator | None], Any], *paths: str) -> np.ndarray:
    """Return how the weights at `paths` start: their spread, to three decimals; whether equal generators give equal
    weights (so that a run can be repeated), and no generator given does too; and whether any two are alike that are
    not to be: of another generator, or two weights of one layer.
    """
    one, again, other = (make(np.random.default_rng(seed)) for seed in (1, 1, 2))
    bare, bare_again = make(None), make(None)
    spreads = [np.round(np.std(at(one, path).data), 3) for path in paths]
    first = [at(layer, path).data.ravel()[:8] for layer in (one, other, bare) for path in paths]
    alike = sum(np.array_equal(a, b) for i, a in enumerate(first) for b in first[:i])
    repeated = all(
        np.array_equal(at(a, path).data, at(b, path).data)
        for a, b in ((one, again), (bare, bare_again))
        for path in paths
    )
    return np.array([*spreads, float(repeated), float(alike)])
