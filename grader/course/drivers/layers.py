"""How a layer is called: set its parameters, run forward, send an upstream gradient back, read the gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from grader.course.drivers.errors import holds, not_a_tensor, wrong_shape


def get_parameter(layer: Any, path: str) -> Any:
    """Return the Tensor at a dotted path of attributes, such as "attention.qkv.W"."""
    return reduce(getattr, path.split("."), layer)


def set_parameter(layer: Any, path: str, array: np.ndarray) -> Any:
    """Copy `array` into the parameter at `path`, which keeps its dtype, and return the parameter.

    Raises ValueError where there is no such parameter, or one of another shape.
    """
    tensor = get_parameter(layer, path)
    if tensor is None:
        raise ValueError(f"{path} is None; wanted a Tensor of shape {array.shape}")
    if tensor.shape != array.shape:
        raise wrong_shape(path, tensor.shape, array.shape)
    tensor.data[...] = array
    return tensor


def grad_or_zeros(tensor: Any) -> np.ndarray:
    """Return the gradient of a Tensor, zeros where it is None."""
    return np.zeros_like(tensor.data) if tensor.grad is None else tensor.grad


def call_layer(
    layer: Any, x: np.ndarray, dY: np.ndarray, arrays: Mapping[str, np.ndarray | None]
) -> dict[str, np.ndarray | float]:
    """Run a layer on `x` with the parameters `arrays`, by path, and send the upstream gradient `dY` back.

    Returns Y, dx (0 where x is of integers), the gradient of each parameter under its path, `parameters` (how many the
    layer has), `float_bits` (the widest dtype among these arrays), `none_without_bias` (1 where each parameter that the
    layer should not have is None) and `same_of_array` (1 where a plain array gives what a Tensor gives). A parameter of
    None does not exist: its gradient is the number 0. The layer is called on other inputs before it is run back.
    """
    parameters = {path: set_parameter(layer, path, array) for path, array in arrays.items() if array is not None}
    Tensor = type(next(iter(parameters.values())))
    input_ = Tensor(x, requires_grad=True) if x.dtype.kind == "f" else x
    Y = layer(input_)
    if not isinstance(Y, Tensor):
        raise not_a_tensor("the layer returns", Y)
    same = holds(lambda: isinstance(of_array := layer(x), Tensor) and np.allclose(of_array.data, Y.data))
    layer(x.ravel()[:1] if input_ is x else Tensor(x[:1] / 2 if x.ndim > 1 else x / 2))
    missing = [get_parameter(layer, path) for path, array in arrays.items() if array is None]
    if Y.requires_grad:
        Y.backward(dY)
    results = {path: grad_or_zeros(parameters[path]) if path in parameters else 0.0 for path in arrays}
    results |= {"Y": Y.data, "dx": 0.0 if input_ is x else grad_or_zeros(input_)}
    widest = max(8 * array.itemsize for array in results.values() if isinstance(array, np.ndarray))
    return results | {
        "parameters": float(len(layer.parameters())),
        "float_bits": float(widest),
        "none_without_bias": float(all(parameter is None for parameter in missing)),
        "same_of_array": same,
    }


LARGE, SMALL = 72, 6
"""Widths of the layers whose initial weights are measured, and compared."""


def tails(array: np.ndarray) -> np.floating:
    """Return the mean fourth power of an array's entries by their RMS, to the nearest whole number: 3 if normal."""
    squares = np.square(array)
    return np.round(np.mean(squares * squares) / np.mean(squares) ** 2)


def initial_values(
    make: Callable[..., Any], weights: Sequence[str], zeros: Sequence[str] = (), ones: Sequence[str] = ()
) -> dict[str, np.ndarray | float]:
    """Return how make(size, rng=...) initializes a layer: its random `weights`, its `zeros` and its `ones`, by path.

    `spread_at_start`: the RMS of each weight, to the nearest 0.002.
    `tails_at_start`: the `tails` of each weight.
    `runs_repeat`: 1 where two generators of one seed, and no generator or one of seed 0, give equal weights.
    `weights_alike`: how many pairs of weights are equal that should not be (of two seeds, or within one layer).
    The rest is described by `initial_constants`.
    """
    large = make(LARGE, rng=np.random.default_rng(1))
    seed1, seed1_again, seed2 = (make(SMALL, rng=np.random.default_rng(seed)) for seed in (1, 1, 2))
    unseeded, unseeded_again, seed0 = make(SMALL), make(SMALL), make(SMALL, rng=np.random.default_rng(0))
    repeat = all(
        np.array_equal(get_parameter(a, path).data, get_parameter(b, path).data)
        for a, b in ((seed1, seed1_again), (unseeded, unseeded_again), (unseeded, seed0))
        for path in weights
    )
    drawn = [get_parameter(layer, path).data.ravel()[:8] for layer in (seed1, seed2, unseeded) for path in weights]
    alike = sum(np.array_equal(a, b) for i, a in enumerate(drawn) for b in drawn[:i])
    arrays = [get_parameter(large, path).data for path in weights]
    return {
        "spread_at_start": np.array([np.round(rms(array) * 500) / 500 for array in arrays]),
        "tails_at_start": np.array([tails(array) for array in arrays]),
        "runs_repeat": float(repeat),
        "weights_alike": float(alike),
    } | initial_constants(large, zeros, ones)


def same_weights(layer: Any, paths: Sequence[str], others: Sequence[Any]) -> float:
    """Return 1 where the layer's Tensors at these paths hold what the other Tensors hold, else 0."""
    pairs = zip((get_parameter(layer, path).data for path in paths), (other.data for other in others), strict=True)
    return float(all(np.array_equal(one, other) for one, other in pairs))


def rms(array: np.ndarray) -> np.floating:
    """Return the root mean square: the standard deviation where the mean is 0, and more where it is not."""
    return np.sqrt(np.mean(np.square(array)))


def initial_constants(layer: Any, zeros: Sequence[str], ones: Sequence[str]) -> dict[str, np.ndarray | float]:
    """Return `biases_at_start`, the largest size in `zeros`, and `gammas_at_start`, the extremes of `ones`."""
    gammas = [get_parameter(layer, path).data for path in ones]
    return {
        "biases_at_start": max((float(np.max(np.abs(get_parameter(layer, path).data))) for path in zeros), default=0.0),
        "gammas_at_start": np.array([min(map(np.min, gammas)), max(map(np.max, gammas))]) if gammas else 0.0,
    }
