"""The ops on which a gradient checker is tried. `op_faults.py` has what makes them wrong.

Every op is `op(*inputs) -> (output, backward)` as in the course. They run on the judge's side (`op_service.py`); the
sandbox, where the answer runs, does not have this file.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.course.part07_verification.gradient_check.op_faults import FAULTS

COMPLEX_STEP = 1e-200
"""h of the complex step: h^2 vanishes beside any entry, so that Im f(x + ih) / h is exact to rounding."""


def square(x):
    """x (...), 0-d as well."""
    return x * x


def cube(x):
    """x (...): a central difference has an error here, eps^2 at the most."""
    return x * x * x


def matmul(x, W):
    """x (M, K), W (K, N) -> (M, N)."""
    return x @ W


def add_bias(x, b):
    """x (M, N), b (N,) -> (M, N)."""
    return x + b


def multiply(a, b):
    """a and b of one shape; `checker_inputs` makes them the very same array."""
    return a * b


def softmax(x):
    """Rows that sum to 1: the gradient for a constant upstream gradient is 0."""
    p = np.exp(x - x.real.max(axis=-1, keepdims=True))
    return p / p.sum(axis=-1, keepdims=True)


def softmax_sum(x):
    """The sum of each row's softmax, always 1: the gradient is 0, and finite differences are rounding errors."""
    return softmax(x).sum(axis=-1)


def embedding(W_e, ids):
    """W_e (V, D), ids of any shape -> (..., D)."""
    return W_e[ids]


def reshape(x, shape):
    """The output is a view of x: it changes when x is changed in place."""
    return x.reshape(shape)


def sum_all(x):
    """x (...) -> a scalar."""
    return np.sum(x)


SIZES = np.array([1e6] * 8 + [1.0])


def sizes(x):
    """x (9,): eight large derivatives and a small one."""
    return x * SIZES


UNEVEN = np.array([1e6] * 8 + [0.0])


def uneven(x):
    """x (9,): eight large derivatives and one of 0."""
    return x * UNEVEN


def columns(a, b, c):
    """Three numbers -> (3,), with the derivatives 100, 1e-8 and 2."""
    return np.array([100 * a, 1e-8 * b, 2 * c])


def op_from_forward(forward: Callable) -> Callable:
    """Return the op of a forward, whose backward differentiates it by the complex step.

    So no gradient's formula, which an answer could be compared with, is in this file.
    """
    names = tuple(inspect.signature(forward).parameters)

    def op(*inputs):
        def backward(dY):
            floats = [at for at, value in enumerate(inputs) if np.asarray(value).dtype.kind == "f"]
            return {names[at]: _complex_step_gradient(forward, inputs, at, dY) for at in floats}

        return forward(*inputs), backward

    return op


def _complex_step_gradient(forward: Callable, inputs: tuple, at: int, dY: np.ndarray) -> np.ndarray:
    """Return the gradient of sum(dY * forward(*inputs)) with respect to inputs[at], one entry at a time."""
    value = np.asarray(inputs[at])
    gradient = np.empty(value.shape)
    for index in np.ndindex(value.shape):
        moved = value.astype(np.complex128)
        moved[index] += 1j * COMPLEX_STEP
        gradient[index] = np.sum(dY * (np.imag(forward(*inputs[:at], moved, *inputs[at + 1 :])) / COMPLEX_STEP))
    return gradient.astype(value.dtype)


_FORWARDS = (
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
    uneven,
    columns,
)

OPS: Mapping[str, Callable] = {forward.__name__: op_from_forward(forward) for forward in _FORWARDS}


def op_with_fault(op: str, fault: str) -> Callable:
    """Return the op of that name with a fault in its backward; "" is no fault."""

    def call(*inputs):
        output, backward = OPS[op](*inputs)
        return output, lambda dY: FAULTS[fault](backward, inputs, dY)

    return call


def checker_inputs(op: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs that the checker is given: those of the case, and for multiply `a` under the name b as well."""
    return {**inputs, "b": inputs["a"]} if op == "multiply" else dict(inputs)
