"""How a layer is asked: its parameters are set, it is called, a gradient is sent back, and what arrived is read.

Runs on the student's side of the judge and holds no expected values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from grader.course.drivers.contract_errors import not_a_tensor, wrong_shape


def at(layer: Any, path: str) -> Any:
    """Return what stands at a dotted path of attributes."""
    return reduce(getattr, path.split("."), layer)


def put(layer: Any, path: str, array: np.ndarray) -> Any:
    """Write `array` into the layer's parameter at `path`, which keeps its dtype, and return the parameter."""
    tensor = at(layer, path)
    if tensor is None:
        raise ValueError(f"{path} is None; wanted a Tensor of shape {array.shape}")
    if tensor.shape != array.shape:
        raise wrong_shape(path, tensor.shape, array.shape)
    tensor.data[...] = array
    return tensor


def gradient(tensor: Any) -> np.ndarray:
    """Return what has arrived at a tensor, zeros where nothing has."""
    return np.zeros_like(tensor.data) if tensor.grad is None else tensor.grad


def ask(layer: Any, x: np.ndarray, dY: np.ndarray, arrays: Mapping[str, np.ndarray | None]) -> dict[str, Any]:
    """Return Y, dx (0 where x is of integers), the gradients by path, how many parameters there are, the widest dtype.

    An array of None is a parameter that is not there: its gradient is the number 0.
    """
    held = {path: put(layer, path, array) for path, array in arrays.items() if array is not None}
    Tensor = type(next(iter(held.values())))
    given = Tensor(x, requires_grad=True) if x.dtype.kind == "f" else x
    Y = layer(given)
    if not isinstance(Y, Tensor):
        raise not_a_tensor("the layer returns", Y)
    if Y.requires_grad:
        Y.backward(dY)
    told = {path: gradient(held[path]) if path in held else 0.0 for path in arrays}
    told |= {"Y": Y.data, "dx": 0.0 if given is x else gradient(given)}
    widest = max(8 * array.itemsize for array in told.values() if isinstance(array, np.ndarray))
    return told | {"parameters": float(len(layer.parameters())), "float_bits": float(widest)}


LARGE, SMALL = 72, 6


def start(make: Callable[..., Any], weights: Sequence[str], zeros: Sequence[str] = (), ones: Sequence[str] = ()):
    """Return how a layer of one size that make(size, rng=...) makes starts, as numbers by name.

    `spread_at_start`: of each weight around 0, to the nearest 0.002. `runs_repeat`: 1 where equal generators, and none
    given twice, make equal weights. `weights_alike`: how many are that should not be, of two generators or within one
    layer.
    `biases_at_start`: the one furthest from 0. `gammas_at_start`: the least and the greatest.
    """
    large = make(LARGE, rng=np.random.default_rng(1))
    one, again, other = (make(SMALL, rng=np.random.default_rng(seed)) for seed in (1, 1, 2))
    bare, bare_again = make(SMALL), make(SMALL)
    repeat = all(
        np.array_equal(at(a, path).data, at(b, path).data)
        for a, b in ((one, again), (bare, bare_again))
        for path in weights
    )
    first = [at(layer, path).data.ravel()[:8] for layer in (one, other, bare) for path in weights]
    alike = sum(np.array_equal(a, b) for i, a in enumerate(first) for b in first[:i])
    return {
        "spread_at_start": np.array([np.round(spread(at(large, path).data) * 500) / 500 for path in weights]),
        "runs_repeat": float(repeat),
        "weights_alike": float(alike),
    } | trivial_start(large, zeros, ones)


def spread(drawn: np.ndarray) -> np.floating:
    """Return the root of the mean square: the standard deviation where the mean is 0, and more where it is not."""
    return np.sqrt(np.mean(np.square(drawn)))


def trivial_start(layer: Any, zeros: Sequence[str], ones: Sequence[str]) -> dict[str, Any]:
    """Return the part of `start` that is not drawn."""
    gammas = [at(layer, path).data for path in ones]
    return {
        "biases_at_start": max((float(np.max(np.abs(at(layer, path).data))) for path in zeros), default=0.0),
        "gammas_at_start": np.array([min(map(np.min, gammas)), max(map(np.max, gammas))]) if gammas else 0.0,
    }


def refused_in_words(make: Callable[[], Any]) -> float:
    """Return 1 where a ValueError with a message comes of it, else 0."""
    try:
        make()
    except NotImplementedError:
        raise
    except Exception as error:
        return float(isinstance(error, ValueError) and bool(str(error).strip()))
    return 0.0
