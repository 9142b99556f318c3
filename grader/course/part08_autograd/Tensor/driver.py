"""Driver: Tensor. Runs one program on arrays a and b, sends an upstream gradient u back, and reads the gradients."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from grader.course.drivers.module_lookup import lookup
from grader.course.drivers.tensor_programs import (
    EXPRESSIONS,
    doubling_op,
    identity,
    lookup_and_squash,
    plus,
    product_and_quotient,
    recording_op,
    total,
)
from grader.course.drivers.tensor_promises import PROGRAMS as PROMISES
from grader.course.drivers.tensor_promises import collector_off, leaves, results

OUTPUTS = ("value", "da", "db", "errors_in_words", "arrays_left", "misplaced_grads", "float_bits")


def drive(Tensor, program, a, b, u):
    """Run one program and return its OUTPUTS; those that a program says nothing about are the defaults below.

    `value`, `da`, `db`: the result and the gradients of a and b. `errors_in_words`: 1 where a wrong call raises a
    ValueError and changes no gradient. `arrays_left`: how many arrays are still in memory that should be freed.
    `misplaced_grads`: how many tensors have a grad, or a requires_grad, that they should not have. `float_bits`: the
    widest dtype among the arrays.
    """
    defaults = dict.fromkeys(OUTPUTS, 0.0) | {"float_bits": 64.0}
    names = SimpleNamespace(Tensor=Tensor, apply=lookup(Tensor, "apply"), no_grad=lookup(Tensor, "no_grad"))
    if program in PROGRAMS:
        outputs = defaults | PROGRAMS[program](names, a, b, u)
    else:
        outputs = defaults | _expression(names, program, a, b, u)
    return tuple(outputs[name] for name in OUTPUTS)


def _expression(names, program, a, b, u):
    a, b = leaves(names, a, b)
    y = EXPRESSIONS[program](a, b)
    y.backward(*([u] if u.ndim else []))
    return results(y, a, b)


def _arrays_and_numbers(names, a, b, u):
    """Every operator between a Tensor and a plain array or a number, on either side; b is an array here."""
    t = names.Tensor(a, requires_grad=True)
    y = (b - t) * b / (t * t + 1) + (b.T @ t).sum() + (np.float64(0.5) - t) * 3
    y = y + (t @ b.T).mean() + b * t - (t - b) / b * 2 + b / (2.5 + t * t) + (b + t) * (1.5 * t) - (t + b[0]) / 4
    y.backward(u)
    return {"value": y.data, "da": t.grad}


def _several_arguments(names, a, b, u):
    """Ops of several arguments.

    `value` counts the gradient entries that differ from the op's own backward, and the arguments that come changed.
    """
    ids, pair = np.array([2, 0, 2]), [0, 1]
    x, W = leaves(names, a, b)
    y = names.apply(lookup_and_squash, x, W, ids)
    y.backward(u)
    own = lookup_and_squash(a, b, ids)[1](u)
    differ = [np.count_nonzero(own["x"] != x.grad), np.count_nonzero(own["W"] != W.grad)]
    note, given = recording_op()
    names.apply(note, x, ids, pair, "word", None)
    changed = [
        not isinstance(given[0], np.ndarray),
        given[1] is not ids,
        given[2] is not pair,
        given[3:] != ["word", None],
    ]
    return {"value": np.array([*differ, sum(changed)], dtype=float), "da": x.grad, "db": W.grad}


def _backward_twice(names, a, b, u):
    """Two calls of backward, with a quarter and with seven quarters of u: the gradients add up."""
    a, b = leaves(names, a, b)
    y = product_and_quotient(a, b)
    y.backward(u / 4)
    y.backward(u * 1.75)
    return results(y, a, b)


def _three_results(names, a, b, u):
    """Backward of two results that share a tensor in the middle, and then of that one: the gradients add up."""
    a, b = leaves(names, a, b)
    h = a * b
    y, z = h * a, h / b
    for tensor in (y, z, h):
        tensor.backward(u)
    return results(y, a, b) | {"value": y.data + z.data + h.data}


def _one_number(names, a, b, u):
    """One number in an array of two axes: backward needs no upstream gradient."""
    a, b = leaves(names, a, b)
    y = product_and_quotient(a, b)
    y.backward()
    return results(y, a, b)


def _one_number_weighted(names, a, b, u):
    """One number with an upstream gradient that is not 1, once as an array and once as a float."""
    a, b = leaves(names, a, b)
    y = (a * b).sum()
    y.backward(u)
    y.backward(float(u))
    return results(y, a, b)


def _item(names, a, b, u):
    """The number of a Tensor of one entry. Raises TypeError where it is no Python number."""
    y = names.Tensor(a)
    value = y.item()
    if not isinstance(value, (int, float)):
        raise TypeError(f"item() returns a {type(value).__name__}; wanted a Python number")
    return {"value": value}


def _facts(names, a, b, u):
    """What a Tensor says of its data: the number of axes and of entries, the bytes of one, and the shape."""
    t = names.Tensor(a)
    return {"value": np.array([t.ndim, t.size, t.dtype.itemsize, *t.shape], dtype=float)}


def _own_backward(names, a, b, u):
    """A leaf's own backward; then the upstream gradient is multiplied by 0 in place: the leaf's may not change."""
    (leaf,) = leaves(names, a)
    upstream = u.copy()
    leaf.backward(upstream)
    upstream *= 0
    return {"value": leaf.data, "da": leaf.grad}


def _own_backward_twice(names, a, b, u):
    """A leaf's own backward, twice: what arrives adds up there as well."""
    (leaf,) = leaves(names, a)
    leaf.backward(u)
    leaf.backward(u)
    return {"value": leaf.data, "da": leaf.grad}


def _equal_leaves(names, a, b, u):
    """Two leaves made of the very same array: each has its own gradient."""
    a, b = leaves(names, a, a)
    y = a * 2 + b * b
    y.backward(u)
    return results(y, a, b)


def _shared_gradient_array(names, a, b, u):
    """2 a + b, where every gradient that an op returns is the upstream array itself."""
    a, b = leaves(names, a, b)
    y = names.apply(plus, names.apply(plus, a, b), a)
    y.backward(u.copy())
    return results(y, a, b)


def _changed_in_place(names, a, b, u):
    """a + b; then a's gradient is multiplied by 0 in place, as clipping would scale it: b's may not change."""
    a, b = leaves(names, a, b)
    y = names.apply(plus, a, b)
    y.backward(u.copy())
    da = np.array(a.grad)
    a.grad *= 0
    return results(y, a, b) | {"da": da}


def _spread(names, a, b, u):
    """The sum of a, whose op returns one number spread over a's shape: the gradient can be multiplied in place."""
    (leaf,) = leaves(names, a)
    y = names.apply(total, leaf)
    y.backward()
    leaf.grad *= 3
    return {"value": y.data, "da": leaf.grad}


def _chain(names, a, b, u):
    """A graph 50,000 operations deep, run back and then freed; one of 5,000 before it, so as to fail early."""
    with collector_off():
        for length in (5_000, 50_000):
            x, other = leaves(names, a, b)
            y = -x
            for _ in range(length):
                y = names.apply(identity, y)
            (-y).backward(u)
        return results(-y, x, other)


def _many_ways(names, a, b, u):
    """Sixty doublings, y = y + y: 2^60 ways lead from a to the end, and sixty ops."""
    a, b = leaves(names, a, b)
    y, twice = a, doubling_op()
    for _ in range(60):
        y = names.apply(twice, y, y)
    y.backward(u)
    return results(y, a, b)


PROGRAMS = PROMISES | {
    "arrays and numbers": _arrays_and_numbers,
    "an op of several arguments": _several_arguments,
    "backward twice": _backward_twice,
    "three results": _three_results,
    "one number": _one_number,
    "one number, weighted": _one_number_weighted,
    "item": _item,
    "facts": _facts,
    "a leaf's own": _own_backward,
    "a leaf's own, twice": _own_backward_twice,
    "equal leaves": _equal_leaves,
    "one array for two": _shared_gradient_array,
    "in place afterwards": _changed_in_place,
    "one number spread": _spread,
    "chain": _chain,
    "many ways": _many_ways,
}
