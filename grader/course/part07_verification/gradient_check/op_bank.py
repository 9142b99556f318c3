"""Ops to try a gradient checker on: right ones, and faults that spoil their gradients.

Every op is `op(*inputs) -> (output, backward)` as in the course, made of a forward in NumPy, and keeps to its
contract. A fault is `fault(backward, inputs, upstream) -> gradients`: what a wrong backward returns in the place of the
right one. The ops run on the judge's side (`serving.py`): for marks, nothing of this file is where the answer runs.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping

import numpy as np

TINY = 1e-200
"""The step of the complex step: far below any number that it is added to, so the slope is exact to rounding."""


def square(x):
    """Any shape, none as well."""
    return x * x


def cube(x):
    """A function that a central difference does not get exactly."""
    return x * x * x


def matmul(x, W):
    """x (M, K), W (K, N) -> (M, N)."""
    return x @ W


def add_bias(x, b):
    """x (M, N), b (N,) -> (M, N)."""
    return x + b


def multiply(a, b):
    """a and b of one shape, and here even one array under two names."""
    return a * b


def softmax(x):
    """Rows that sum to 1: of a constant upstream gradient nothing comes back."""
    p = np.exp(x - x.real.max(axis=-1, keepdims=True))
    return p / p.sum(axis=-1, keepdims=True)


def softmax_sum(x):
    """The sum of each row's softmax: always 1, so the gradient is 0 and differences see rounding alone."""
    return softmax(x).sum(axis=-1)


def embedding(W_e, ids):
    """W_e (V, D), ids of any shape -> (..., D)."""
    return W_e[ids]


def reshape(x, shape):
    """The output is a view: it moves when the memory of x does."""
    return x.reshape(shape)


def sum_all(x):
    """One number, a scalar."""
    return np.sum(x)


SIZES = np.array([1e6] * 8 + [1.0])


def sizes(x):
    """x (9,): eight large slopes and a small one."""
    return x * SIZES


def columns(a, b, c):
    """Three numbers -> three numbers, of slopes 100, 1e-8 and 2."""
    return np.array([100 * a, 1e-8 * b, 2 * c])


def differentiated(forward: Callable) -> Callable:
    """Return the op of a forward; its backward takes the complex step, so that no gradient's formula stands here."""
    names = tuple(inspect.signature(forward).parameters)

    def op(*inputs):
        def backward(dY):
            floats = [at for at, value in enumerate(inputs) if np.asarray(value).dtype.kind == "f"]
            return {names[at]: _slopes(forward, inputs, at, dY) for at in floats}

        return forward(*inputs), backward

    return op


def _slopes(forward: Callable, inputs: tuple, at: int, dY: np.ndarray) -> np.ndarray:
    """Return the gradient of sum(dY * forward(*inputs)) with respect to one input, an entry at a time."""
    value = np.asarray(inputs[at])
    gradient = np.empty(value.shape)
    for index in np.ndindex(value.shape):
        moved = value.astype(np.complex128)
        moved[index] += 1j * TINY
        gradient[index] = np.sum(dY * (np.imag(forward(*inputs[:at], moved, *inputs[at + 1 :])) / TINY))
    return gradient.astype(value.dtype)


OPS: Mapping[str, Callable] = {
    f.__name__: differentiated(f)
    for f in (
        square,
        cube,
        matmul,
        add_bias,
        multiply,
        softmax,
        softmax_sum,
        embedding,
        reshape,
        sum_all,
        sizes,
        columns,
    )
}


def _all(change: Callable) -> Callable:
    """A fault that changes every gradient."""
    return lambda backward, inputs, dY: {name: change(g) for name, g in backward(dY).items()}


def _one(which: int, change: Callable) -> Callable:
    """A fault that changes the gradient of one name: the first (0), or the last (-1)."""

    def fault(backward, inputs, dY):
        gradients = backward(dY)
        name = list(gradients)[which]
        return gradients | {name: change(gradients[name])}

    return fault


def _plus(index: int, amount: float) -> Callable:
    def change(g):
        g = np.array(g)
        g.flat[index] += amount
        return g

    return change


def _assigned(backward, inputs, dY):
    dW_e = np.zeros_like(inputs[0])
    dW_e[inputs[1]] += dY
    return {"W_e": dW_e}


def _in_place(backward, inputs, dY):
    dY *= 2
    return backward(dY)


FAULTS: Mapping[str, Callable] = {
    "": lambda backward, inputs, dY: backward(dY),
    "zeros": _all(np.zeros_like),
    "upstream forgotten": lambda backward, inputs, dY: backward(np.ones_like(dY)),
    "last entry": _one(-1, _plus(-1, 0.25)),
    "middle entry": _one(-1, lambda g: _plus(g.size // 2, 0.25)(g)),
    "errors that cancel": _one(-1, lambda g: _plus(0, 0.25)(_plus(-1, -0.25)(g))),
    "last entry too small": _one(-1, _plus(-1, -0.25)),
    "a quarter more": _all(lambda g: 1.25 * g),
    "a quarter less": _all(lambda g: 0.75 * g),
    "one percent more": _all(lambda g: 1.01 * g),
    "a ten-thousandth more": _all(lambda g: 1.0001 * g),
    "wrong sign": _all(np.negative),
    "nan": _one(-1, _plus(0, np.nan)),
    "first wrong": _one(0, np.zeros_like),
    "transposed": _one(-1, np.transpose),
    "one axis more": _one(-1, lambda g: g[np.newaxis]),
    "left out": lambda backward, inputs, dY: {k: g for k, g in list(backward(dY).items())[:-1]},
    "assigned": _assigned,
    "upstream doubled": _in_place,
    "claims": lambda backward, inputs, dY: {"a": 100.0001 * dY[0], "b": 3e-8 * dY[1], "c": 2.002 * dY[2]},
}


def spoiled(op: str, fault: str) -> Callable:
    """Return the op of that name with the fault in its backward; "" is none."""

    def call(*inputs):
        output, backward = OPS[op](*inputs)
        return output, lambda dY: FAULTS[fault](backward, inputs, dY)

    return call


def prepared(op: str, inputs: Mapping) -> dict:
    """Return the inputs as the checker gets them; multiply's second is the very array of its first."""
    return {**inputs, "b": inputs["a"]} if op == "multiply" else dict(inputs)
