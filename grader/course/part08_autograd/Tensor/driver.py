"""Driver: Tensor. Runs one program on arrays a and b, sends an upstream gradient u back, and reads the gradients."""

from __future__ import annotations

import contextlib
import gc
import weakref
from types import SimpleNamespace

import numpy as np

from grader.course.drivers.errors import raises_value_error
from grader.course.drivers.module_lookup import lookup
from grader.course.drivers.tensor_programs import (
    EXPRESSIONS,
    identity,
    lookup_and_squash,
    plus,
    product_and_quotient,
)

OUTPUTS = ("value", "da", "db", "errors_in_words", "arrays_left", "float_bits")


def drive(Tensor, program, a, b, u):
    """Run one program and return its OUTPUTS; those that a program says nothing about are the defaults below.

    `value`, `da`, `db`: the result and the gradients of a and b. `errors_in_words`: how many wrong calls raise a
    ValueError with a message. `arrays_left`: how many arrays are still in memory that should be freed. `float_bits`:
    the widest dtype among the arrays.
    """
    defaults = {"value": 0.0, "da": 0.0, "db": 0.0, "errors_in_words": 0.0, "arrays_left": 0.0, "float_bits": 64.0}
    names = SimpleNamespace(Tensor=Tensor, apply=lookup(Tensor, "apply"), no_grad=lookup(Tensor, "no_grad"))
    if program in PROGRAMS:
        results = defaults | PROGRAMS[program](names, a, b, u)
    else:
        results = defaults | _expression(names, program, a, b, u)
    return tuple(results[name] for name in OUTPUTS)


def _expression(names, program, a, b, u):
    a, b = _leaves(names, a, b)
    y = EXPRESSIONS[program](a, b)
    y.backward(*([u] if u.ndim else []))
    return _results(y, a, b)


def _leaves(names, *arrays):
    """Return Tensors that require a gradient."""
    return [names.Tensor(array, requires_grad=True) for array in arrays]


def _results(y, a, b):
    arrays = [y.data, a.grad, *([] if b.grad is None else [b.grad])]
    bits = max(8 * np.asarray(array).itemsize for array in arrays if array is not None)
    db = np.zeros(b.shape) if b.grad is None else b.grad
    return {"value": y.data, "da": a.grad, "db": db.astype(y.dtype), "float_bits": float(bits)}


def _arrays_and_numbers(names, a, b, u):
    """Operators between a Tensor and plain arrays or numbers, which stand on the left as well; b is an array here."""
    t = names.Tensor(a, requires_grad=True)
    y = (b - t) * b / (t * t + 1) + (b.T @ t).sum() + (np.float64(0.5) - t) * 3
    y.backward(u)
    return {"value": y.data, "da": t.grad}


def _several_arguments(names, a, b, u):
    """An op of three arguments; `value` counts the gradient entries that differ from the op's own backward."""
    ids = np.array([2, 0, 2])
    x, W = _leaves(names, a, b)
    y = names.apply(lookup_and_squash, x, W, ids)
    y.backward(u)
    own = lookup_and_squash(a, b, ids)[1](u)
    differ = [np.count_nonzero(own["x"] != x.grad), np.count_nonzero(own["W"] != W.grad)]
    return {"value": np.array(differ, dtype=float), "da": x.grad, "db": W.grad}


def _backward_twice(names, a, b, u):
    """Two calls of backward: the gradients add up."""
    a, b = _leaves(names, a, b)
    y = product_and_quotient(a, b)
    y.backward(u)
    y.backward(u)
    return _results(y, a, b)


def _one_number(names, a, b, u):
    """One number in an array of two axes: backward needs no upstream gradient."""
    a, b = _leaves(names, a, b)
    y = product_and_quotient(a, b)
    y.backward()
    return _results(y, a, b)


def _zero_grad_between(names, a, b, u):
    a, b = _leaves(names, a, b)
    y = product_and_quotient(a, b)
    y.backward(u)
    for leaf in (a, b):
        leaf.zero_grad()
    y.backward(u)
    return _results(y, a, b)


def _shared_gradient_array(names, a, b, u):
    """2 a + b, where every gradient that an op returns is the upstream array itself."""
    a, b = _leaves(names, a, b)
    y = names.apply(plus, names.apply(plus, a, b), a)
    y.backward(u.copy())
    return _results(y, a, b)


def _changed_in_place(names, a, b, u):
    """a + b; then a's gradient is multiplied by 0 in place, as clipping would scale it: b's may not change."""
    a, b = _leaves(names, a, b)
    y = names.apply(plus, a, b)
    y.backward(u.copy())
    da = np.array(a.grad)
    a.grad *= 0
    return _results(y, a, b) | {"da": da}


@contextlib.contextmanager
def _collector_off():
    """Turn the garbage collector off, so that only reference counts free memory."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _freed(names, a, b, u):
    """Delete the graph's tensors: their arrays have to be freed without the garbage collector."""
    with _collector_off():
        a, b = _leaves(names, a, b)
        inner = a * b
        y = inner / (b + a * a)
        y.backward(u)
        results = _results(y, a, b) | {"value": y.data.copy()}
        references = [weakref.ref(array) for array in (inner.data, y.data)]
        del inner, y
        left = sum(array() is not None for array in references)
    return results | {"arrays_left": float(left)}


def _no_grad(names, a, b, u):
    """Nothing is recorded inside no_grad, nested or not; everything is afterwards, even after an exception."""
    with _collector_off():
        a, b = _leaves(names, a, b)
        with contextlib.suppress(ZeroDivisionError), names.no_grad():
            with names.no_grad():
                pass
            inner = a * b
            outer = inner + b
            reference = weakref.ref(inner.data)
            del inner
            left = float(reference() is not None) + float(outer.requires_grad)
            raise ZeroDivisionError
        y = product_and_quotient(a, b)
        if not y.requires_grad:
            return {"value": y.data, "da": np.zeros(a.shape), "db": np.zeros(b.shape), "arrays_left": left}
        y.backward(u)
    return _results(y, a, b) | {"arrays_left": left}


def _wrong_calls(names, a, b, u):
    """Five calls of backward to refuse: no upstream gradient, one of a wrong shape, or no leaf that requires one."""
    t = names.Tensor(a, requires_grad=True)
    refused = [
        raises_value_error((t * t).backward),
        raises_value_error(lambda: (t * t).backward(np.ones(a.size + 1))),
        raises_value_error(lambda: (t * t).backward(np.ones((2, *a.shape)))),
        raises_value_error(lambda: (t * t).backward(np.ones(()))),
        raises_value_error(lambda: (names.Tensor(a) * 2).sum().backward()),
    ]
    return {"errors_in_words": float(sum(refused))}


def _chain(names, a, b, u):
    """A graph 50,000 operations deep, run back and then freed; one of 5,000 before it, so as to fail early."""
    with _collector_off():
        for length in (5_000, 50_000):
            x, other = _leaves(names, a, b)
            y = -x
            for _ in range(length):
                y = names.apply(identity, y)
            (-y).backward(u)
        return _results(-y, x, other)


PROGRAMS = {
    "arrays and numbers": _arrays_and_numbers,
    "an op of several arguments": _several_arguments,
    "backward twice": _backward_twice,
    "one number": _one_number,
    "zero_grad between": _zero_grad_between,
    "one array for two": _shared_gradient_array,
    "in place afterwards": _changed_in_place,
    "freed": _freed,
    "no_grad": _no_grad,
    "errors in words": _wrong_calls,
    "chain": _chain,
}
