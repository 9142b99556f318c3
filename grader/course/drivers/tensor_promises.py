"""Programs about what part 08's Tensor promises beside the numbers: what is refused, what is kept, what is freed."""

from __future__ import annotations

import contextlib
import gc
import types
import weakref

import numpy as np

from grader.course.drivers.errors import raises_value_error
from grader.course.drivers.tensor_programs import product_and_quotient


def leaves(names, *arrays):
    """Return Tensors that require a gradient."""
    return [names.Tensor(array, requires_grad=True) for array in arrays]


def results(y, a, b):
    """Return the value, both gradients (zeros where there is none) and the widest dtype among these arrays."""
    arrays = [y.data, a.grad, *([] if b.grad is None else [b.grad])]
    bits = max(8 * np.asarray(array).itemsize for array in arrays if array is not None)
    db = np.zeros(b.shape) if b.grad is None else b.grad
    return {"value": y.data, "da": a.grad, "db": db.astype(y.dtype), "float_bits": float(bits)}


def constants(names, a, b, u):
    """A leaf beside constants and a leaf that is not used: who has a grad, and who requires one, afterwards."""
    t, unused = leaves(names, a, a)
    constant, ids = names.Tensor(b), names.Tensor(np.arange(len(a)))
    product, number = t * constant, constant * 2
    y = product + number
    y.backward(u)
    kept = sum(each.grad is not None for each in (constant, ids, product, number, y, unused))
    marked = sum(
        bool(each.requires_grad) is not wanted for each, wanted in ((number, False), (product, True), (y, True))
    )
    return {"value": y.data, "da": t.grad, "misplaced_grads": float(kept + marked)}


def zero_grad_between(names, a, b, u):
    """Backward, zero_grad, backward with another upstream gradient: only this counts, and in between grad is None."""
    a, b = leaves(names, a, b)
    y = product_and_quotient(a, b)
    y.backward(-3 * u)
    for leaf in (a, b):
        leaf.zero_grad()
    kept = sum(leaf.grad is not None for leaf in (a, b))
    y.backward(u)
    return results(y, a, b) | {"misplaced_grads": float(kept)}


def no_grad(names, a, b, u):
    """Nothing is recorded inside no_grad, nested or not; everything is afterwards, even after an exception."""
    with collector_off():
        a, b = leaves(names, a, b)
        with contextlib.suppress(ZeroDivisionError), names.no_grad():
            with names.no_grad():
                pass
            inner = a * b
            outer = inner + b
            reference = weakref.ref(inner.data)
            del inner
            left = {"arrays_left": float(reference() is not None), "misplaced_grads": float(outer.requires_grad)}
            raise ZeroDivisionError
        y = product_and_quotient(a, b)
        if not y.requires_grad:
            return {"value": y.data, "da": np.zeros(a.shape), "db": np.zeros(b.shape)} | left
        y.backward(u)
    return results(y, a, b) | left


def constant_of_no_grad(names, a, b, u):
    """h c with h = a b, where c = 2 h is made inside no_grad: a constant."""
    a, b = leaves(names, a, b)
    h = a * b
    with names.no_grad():
        c = h * 2
    y = h * c
    y.backward(u)
    return results(y, a, b) | {"misplaced_grads": float(c.requires_grad) + float(c.grad is not None)}


@contextlib.contextmanager
def collector_off():
    """Turn the garbage collector off, so that only reference counts free memory."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def freed(names, a, b, u):
    """Two graphs, of which one was run back: both have to go with their last tensor, without the garbage collector.

    What a backward has left on the side (a function that holds its own list) is no part of the graph; it may wait for
    the collector, if no tensor leads back to itself.
    """
    with collector_off():
        a, b = leaves(names, a, b)
        left = _left_of_graph(a, b, None)
        y = product_and_quotient(a, b)
        y.backward(u)
        outputs = results(y, a, b) | {"value": y.data.copy()}
        del y
        left += _left_of_graph(*leaves(names, a.data, b.data), u)
    return outputs | {"arrays_left": float(left)}


def _left_of_graph(a, b, upstream):
    """Make a graph, run it back where there is an upstream gradient, let it go, and count its arrays that are left."""
    inner = a * b
    y = inner / (b + a * a)
    if upstream is not None:
        y.backward(upstream)
    circular = leads_back_to_itself(y) or leads_back_to_itself(inner)
    references = [weakref.ref(array) for array in (inner.data, y.data)]
    del inner, y
    if upstream is not None and not circular:
        gc.collect(0)
    return sum(array() is not None for array in references)


OUTSIDE = (type, types.ModuleType, types.FrameType, types.CodeType, types.BuiltinFunctionType)


def leads_back_to_itself(thing):
    """Whether what a thing holds, directly or not, holds the thing; modules, classes and globals are not entered."""
    seen, todo = set(), [thing]
    while todo:
        at = todo.pop()
        held = [at.__closure__, at.__defaults__, at.__kwdefaults__] if type(at) is types.FunctionType else None
        for other in gc.get_referents(at) if held is None else held:
            if other is thing:
                return True
            if gc.is_tracked(other) and not isinstance(other, OUTSIDE) and id(other) not in seen:
                seen.add(id(other))
                todo.append(other)
    return False


def refused(which):
    """Return the program that makes one wrong call of backward.

    `errors_in_words` is 1 where it raises a ValueError and leaves the gradients as they were, -1 where it has changed
    them, and 0 where it raises none.
    """

    def program(names, a, b, u):
        leaf = names.Tensor(a, requires_grad=True)
        (leaf * leaf).sum().backward()
        before = np.array(leaf.grad)
        raised = raises_value_error(lambda: WRONG_CALLS[which](names, leaf, names.Tensor(a)))
        return {"errors_in_words": raised if np.array_equal(leaf.grad, before) or not raised else -1.0}

    return program


def _under_no_grad(names, leaf, constant):
    with names.no_grad():
        y = (leaf * leaf).sum()
    y.backward()


WRONG_CALLS = {
    "no upstream for many numbers": lambda names, leaf, constant: (leaf * leaf).backward(),
    "an entry too many": lambda names, leaf, constant: (leaf * leaf).backward(np.ones(leaf.size + 1)),
    "an axis too many": lambda names, leaf, constant: (leaf * leaf).backward(np.ones((2, *leaf.shape))),
    "an axis of one too many": lambda names, leaf, constant: (leaf * leaf).backward(np.ones((1, *leaf.shape))),
    "one number for many": lambda names, leaf, constant: (leaf * leaf).backward(np.ones(())),
    "one row for many": lambda names, leaf, constant: (leaf * leaf).backward(np.ones(leaf.shape[1:])),
    "the axes reversed": lambda names, leaf, constant: (leaf * leaf).backward(np.ones(leaf.shape[::-1])),
    "all entries in a row": lambda names, leaf, constant: (leaf * leaf).backward(np.ones(leaf.size)),
    "an array of one for one number": lambda names, leaf, constant: (leaf * leaf).sum().backward(np.ones(1)),
    "a sum of constants": lambda names, leaf, constant: (constant * 2).sum().backward(),
    "a constant itself": lambda names, leaf, constant: constant.sum().backward(np.ones(())),
    "recorded under no_grad": _under_no_grad,
}
"""Calls of backward to refuse, on a Tensor `leaf` (3, 4) that requires a gradient and a `constant` that does not."""

PROGRAMS = {
    "constants": constants,
    "zero_grad between": zero_grad_between,
    "no_grad": no_grad,
    "a constant of no_grad": constant_of_no_grad,
    "freed": freed,
    **{f"refused: {which}": refused(which) for which in WRONG_CALLS},
}
