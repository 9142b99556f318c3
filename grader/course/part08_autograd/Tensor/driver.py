"""The programs that a Tensor is asked to run: each on arrays a and b, each sent an upstream gradient u."""

from __future__ import annotations

import contextlib
import gc
import weakref
from types import SimpleNamespace

import numpy as np

from grader.course.drivers.module_lookup import lookup


def drive(Tensor, program, a, b, u):
    """Run one program and return its value, the gradients of a and b, and what its name promises about the rest."""
    answer = {"value": 0.0, "da": 0.0, "db": 0.0, "errors_in_words": 0.0, "arrays_left": 0.0, "float_bits": 64.0}
    answer |= (
        SPECIAL[program](_file(Tensor), a, b, u) if program in SPECIAL else _plainly(_file(Tensor), program, a, b, u)
    )
    return tuple(answer[name] for name in OUTPUTS)


OUTPUTS = ("value", "da", "db", "errors_in_words", "arrays_left", "float_bits")


def _file(Tensor):
    """What stands beside the class in its file."""
    return SimpleNamespace(Tensor=Tensor, apply=lookup(Tensor, "apply"), no_grad=lookup(Tensor, "no_grad"))


def _plainly(file, program, a, b, u):
    a, b = (file.Tensor(x, requires_grad=True) for x in (a, b))
    y = PROGRAMS[program](a, b)
    y.backward(*([u] if u.ndim else []))
    return _told(y, a, b)


def _told(y, a, b):
    arrays = [y.data, a.grad, *([] if b.grad is None else [b.grad])]
    bits = max(8 * np.asarray(array).itemsize for array in arrays if array is not None)
    db = np.zeros(b.shape) if b.grad is None else b.grad
    return {"value": y.data, "da": a.grad, "db": db.astype(y.dtype), "float_bits": float(bits)}


def _diamond(a, b):
    h = a + b
    return h * 2 + 3 * h


def _uneven(a, b):
    h = a * b
    k = h * a
    return (k * h + h) * k + a


def _matmul(a, b):
    p = a @ b
    return (p * p).sum() * a.mean()


def _operators(a, b):
    return (a * b - a) / (b * b + 2) + (3 - b) / (a * a + 1.5) + 2 / (b * b + 1) * 0.5 - (-a)


def _views(a, b):
    return (a.transpose(2, 0, 1).reshape(4, 6) * b.transpose()).reshape((8, 3)).transpose((1, 0))


def _float32(a, b):
    return ((a * 2.5 + np.float64(0.3)) / (b * b + 1) - np.sqrt(2) * a + np.float64(2) / (a * a + 1)).mean()


PROGRAMS = {
    "x + x": lambda a, b: a + a,
    "operators": _operators,
    "diamond": _diamond,
    "x * x": lambda a, b: a * a,
    "x * x * x": lambda a, b: a * a * a,
    "polynomial": lambda a, b: (a * a + a) * a,
    "uneven paths": _uneven,
    "matmul": _matmul,
    "quotient": lambda a, b: a / b,
    "views": _views,
    "float32": _float32,
}


def _product_and_quotient(a, b):
    return a * b / (b + a * a)


def _arrays_and_numbers(file, a, b, u):
    """B is no Tensor here, and it stands on the left."""
    t = file.Tensor(a, requires_grad=True)
    y = (b - t) * b / (t * t + 1) + (b.T @ t).sum() + (np.float64(0.5) - t) * 3
    y.backward(u)
    return {"value": y.data, "da": t.grad}


def _several_arguments(file, a, b, u):
    """An op whose backward names its gradients in another order, and has none for ids."""
    ids = np.array([2, 0, 2])
    x, W = (file.Tensor(array, requires_grad=True) for array in (a, b))
    y = file.apply(_lookup_and_squash, x, W, ids)
    y.backward(u)
    own = _lookup_and_squash(a, b, ids)[1](u)
    differ = [np.count_nonzero(own["x"] != x.grad), np.count_nonzero(own["W"] != W.grad)]
    return {"value": np.array(differ, dtype=float), "da": x.grad, "db": W.grad}


def _lookup_and_squash(x, W, ids, slope=1.0):
    squashed = np.tanh(slope * x)

    def backward(dY):
        dW = np.zeros(W.shape)
        np.add.at(dW, ids, dY * squashed)
        return {"W": dW, "x": dY * W[ids] * slope * (1 - squashed * squashed)}

    return squashed * W[ids], backward


def _twice(file, a, b, u):
    a, b = (file.Tensor(x, requires_grad=True) for x in (a, b))
    y = _product_and_quotient(a, b)
    y.backward(u)
    y.backward(u)
    return _told(y, a, b)


def _one_number(file, a, b, u):
    """One number of two axes: backward takes no upstream gradient."""
    a, b = (file.Tensor(x, requires_grad=True) for x in (a, b))
    y = _product_and_quotient(a, b)
    y.backward()
    return _told(y, a, b)


def _zero_grad_between(file, a, b, u):
    a, b = (file.Tensor(x, requires_grad=True) for x in (a, b))
    y = _product_and_quotient(a, b)
    y.backward(u)
    for leaf in (a, b):
        leaf.zero_grad()
    y.backward(u)
    return _told(y, a, b)


def _plus(x, y):
    """An op whose backward hands the one array that it got to both its arguments."""
    return x + y, lambda d: {"x": d, "y": d}


def _one_array_for_two(file, a, b, u):
    """2 a + b, where every gradient that an op returns is the upstream array itself."""
    a, b = (file.Tensor(x, requires_grad=True) for x in (a, b))
    y = file.apply(_plus, file.apply(_plus, a, b), a)
    y.backward(u.copy())
    return _told(y, a, b)


def _in_place_afterwards(file, a, b, u):
    """a + b; then a's gradient is cleared in place, as clipping would scale it, and b's is read."""
    a, b = (file.Tensor(x, requires_grad=True) for x in (a, b))
    y = file.apply(_plus, a, b)
    y.backward(u.copy())
    da = np.array(a.grad)
    a.grad *= 0
    return _told(y, a, b) | {"da": da}


@contextlib.contextmanager
def _collector_off():
    """Leave the freeing to reference counts alone."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _freed(file, a, b, u):
    with _collector_off():
        a, b = (file.Tensor(x, requires_grad=True) for x in (a, b))
        inner = a * b
        y = inner / (b + a * a)
        y.backward(u)
        told = _told(y, a, b) | {"value": y.data.copy()}
        held = [weakref.ref(array) for array in (inner.data, y.data)]
        del inner, y
        left = sum(array() is not None for array in held)
    return told | {"arrays_left": float(left)}


def _no_grad(file, a, b, u):
    """Nothing is recorded inside, whatever is nested there; everything is afterwards, even after an exception."""
    with _collector_off():
        a, b = (file.Tensor(x, requires_grad=True) for x in (a, b))
        with contextlib.suppress(ZeroDivisionError), file.no_grad():
            with file.no_grad():
                pass
            inner = a * b
            outer = inner + b
            held = weakref.ref(inner.data)
            del inner
            left = float(held() is not None) + float(outer.requires_grad)
            raise ZeroDivisionError
        y = _product_and_quotient(a, b)
        if not y.requires_grad:
            return {"value": y.data, "da": np.zeros(a.shape), "db": np.zeros(b.shape), "arrays_left": left}
        y.backward(u)
    return _told(y, a, b) | {"arrays_left": left}


def _errors(file, a, b, u):
    t = file.Tensor(a, requires_grad=True)
    refused = [
        _in_words((t * t).backward),
        _in_words(lambda: (t * t).backward(np.ones(a.size + 1))),
        _in_words(lambda: (t * t).backward(np.ones((2, *a.shape)))),
        _in_words(lambda: (t * t).backward(np.ones(()))),
        _in_words(lambda: (file.Tensor(a) * 2).sum().backward()),
    ]
    return {"errors_in_words": float(sum(refused))}


def _in_words(ask):
    """Whether a ValueError with a message comes of it."""
    try:
        ask()
    except NotImplementedError:
        raise
    except Exception as error:
        return isinstance(error, ValueError) and bool(str(error).strip())
    return False


def _chain(file, a, b, u):
    """One operation upon the other, a long way up; then all are let go at once. A shorter one first, to fail soon."""
    with _collector_off():
        for length in (5_000, 50_000):
            x, other = (file.Tensor(array, requires_grad=True) for array in (a, b))
            y = -x
            for _ in range(length):
                y = file.apply(_pass_on, y)
            (-y).backward(u)
        return _told(-y, x, other)


def _pass_on(x):
    return x, lambda d: {"x": d}


SPECIAL = {
    "arrays and numbers": _arrays_and_numbers,
    "an op of several arguments": _several_arguments,
    "backward twice": _twice,
    "one number": _one_number,
    "zero_grad between": _zero_grad_between,
    "one array for two": _one_array_for_two,
    "in place afterwards": _in_place_afterwards,
    "freed": _freed,
    "no_grad": _no_grad,
    "errors in words": _errors,
    "chain": _chain,
}
