"""Catalogue entry: Tensor."""

from __future__ import annotations

import contextlib
import gc
import weakref
from types import SimpleNamespace

import numpy as np

from grader.catalog.inputs import exact, normal
from grader.catalog.spec import Exercise, Mistake, case


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
    names = Tensor.backward.__globals__
    for name in ("apply", "no_grad"):
        if name not in names:
            raise NameError(f"the file has no function {name}")
    return SimpleNamespace(Tensor=Tensor, apply=names["apply"], no_grad=names["no_grad"])


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
    "zero_grad between": _zero_grad_between,
    "one array for two": _one_array_for_two,
    "in place afterwards": _in_place_afterwards,
    "freed": _freed,
    "no_grad": _no_grad,
    "errors in words": _errors,
    "chain": _chain,
}


def single(*shape):
    """Normal entries in float32."""
    return lambda rng: rng.standard_normal(shape).astype(np.float32)


def positive(*shape):
    """Entries from 1 to 2, so that a sum of products is never near 0."""
    return lambda rng: rng.uniform(1, 2, shape)


def _case(label, program, a, b, u, **options):
    return case(label, program=program, a=a, b=b, u=u, **options)


ONE = exact(1)
PAIR = {"a": positive(3, 4), "b": positive(4), "u": normal(3, 4)}

EXERCISE = Exercise(
    title="A tensor that finds the way back",
    points=15,
    arguments=(),
    outputs=OUTPUTS,
    drive=drive,
    requires=("add", "matmul", "multiply", "reshape", "scale", "sum_all", "transpose"),
    cases=(
        _case("x + x", "x + x", exact(3), ONE, ONE),
        _case("every operator, broadcast", "operators", normal(2, 3, 4), normal(4), normal(2, 3, 4)),
        _case("a diamond", "diamond", normal(3, 4), normal(4), normal(3, 4)),
        _case("x * x", "x * x", normal(5), normal(5), normal(5)),
        _case("x * x * x", "x * x * x", normal(5), normal(5), normal(5)),
        _case("paths of several lengths", "uneven paths", normal(2, 3), normal(3), normal(2, 3)),
        _case("matrix product, sum and mean", "matmul", normal(2, 3, 4), normal(4, 5), ONE),
        _case("reshape and transpose", "views", normal(2, 3, 4), normal(6, 4), normal(3, 8)),
        _case("arrays and numbers on the left", "arrays and numbers", normal(3, 4), normal(3, 4), normal(3, 4)),
        _case("an op of several arguments", "an op of several arguments", normal(3, 4), normal(3, 4), normal(3, 4)),
        _case("backward twice", "backward twice", **PAIR),
        _case("backward, zero_grad, backward", "zero_grad between", **PAIR),
        _case("one array for two arguments", "one array for two", normal(3, 4), normal(3, 4), normal(3, 4)),
        _case("a gradient changed in place", "in place afterwards", normal(3, 4), normal(3, 4), normal(3, 4)),
        _case("freed without the collector", "freed", **PAIR),
        _case("errors in words", "errors in words", **PAIR),
        _case("float32 stays float32", "float32", single(3, 4), single(4), ONE, _rtol=2e-6),
        _case("a chain of 50,000 operations", "chain", normal(2), normal(2), normal(2), _large=True),
        # The last: an answer that never records again is not to fail at other things for it.
        _case("no_grad", "no_grad", **PAIR),
    ),
    by_hand=_case("by hand", "polynomial", exact(3), ONE, ONE),
    by_hand_asks=("value", "da"),
    hints=(
        "Draw x + x, and x * x + x, as graphs with an arrow from each result to what it was made of. How many "
        "gradients arrive at x, and from where?",
        "dL/dx = sum over all y made from x of dL/dy dy/dx. So which tensors must be done before x's turn comes, and "
        "which order of all of them has that for everybody at once?",
        "List the tensors so that each comes after its parents, by a walk with a stack in a list; go through it from "
        "the end; keep a dict from tensor to the sum of what has arrived; leaves move theirs into grad.",
    ),
)

MISTAKES = (
    Mistake(
        "overwritten-not-added",
        "arrived[parent] = arrived[parent] + d if parent in arrived else d",
        "arrived[parent] = d",
        "A tensor that is used twice gets two gradients, and here the second replaces the first: x + x gives 1. They "
        "add up.",
        breaks="forward",
    ),
    Mistake(
        "once-for-each-parent",
        "for name, parent in node._parents:",
        "for parent, name in {parent: name for name, parent in node._parents}.items():",
        "An op that uses one tensor as two of its arguments sends one gradient back: x * x gives x. Each argument has "
        "its own, and both go to x.",
        breaks="forward",
    ),
    Mistake(
        "too-early",
        "stack.append((node, True))  #",
        "order.insert(0, node)  #",
        "A tensor passes its gradient on when it is first met, before all its uses have sent theirs; what comes later "
        "is lost. It has to wait for every tensor that was made of it.",
        breaks="forward",
    ),
    Mistake(
        "grad-replaced",
        "total = d if self.grad is None else self.grad + d",
        "total = d",
        "A second backward replaces grad. It adds to it: that is how several small batches make one large one, and why "
        "zero_grad exists.",
        breaks="forward",
    ),
    Mistake(
        "zero-grad-does-nothing",
        "self.grad = None\n\n    def _operand",
        "pass\n\n    def _operand",
        "zero_grad leaves the old gradient, and the next step adds to it.",
        breaks="forward",
    ),
    Mistake(
        "gradients-by-place",
        "= True, parents, backward\n",
        "= True, parents, lambda d: dict(zip(parameter_names(op), backward(d).values()))\n",
        "The gradients are matched to the arguments by their place in the dict. Backward returns them by name, in any "
        "order, and has none for ids.",
        breaks="forward",
    ),
    Mistake(
        "added-in-place",
        "arrived[parent] = arrived[parent] + d if parent in arrived else d",
        "arrived[parent] = np.add(arrived[parent], d, out=np.asarray(arrived[parent])) if parent in arrived else d",
        "Gradients are added up inside the array that arrived first. An op may have handed that very array to another "
        "argument too, whose gradient then changes with it.",
        breaks="forward",
    ),
    Mistake(
        "shared-grad",
        "self.grad = np.array(total, dtype=self.dtype)",
        "self.grad = np.asarray(total, dtype=self.dtype)",
        "grad is the very array that the op returned, and another tensor may have got the same one: scaling one "
        "gradient in place, as clipping does, scales both.",
        breaks="forward",
    ),
    Mistake(
        "recursive",
        "order, seen, stack = [], set(), [(last, False)]\n",
        "order, seen, stack = [], set(), []\n\n"
        "    def visit(node):\n"
        "        if node not in seen:\n"
        "            seen.add(node)\n"
        "            for _, parent in node._parents:\n"
        "                visit(parent)\n"
        "            order.append(node)\n\n"
        "    visit(last)\n",
        "The walk calls itself once for every step down, and Python allows some 1,000 such calls. Keep a stack in a "
        "list.",
        breaks="contract",
    ),
    Mistake(
        "reference-cycle",
        "result.requires_grad, result._parents, result._backward = True, parents, backward\n",
        "result.requires_grad, result._parents = True, parents\n"
        "            result._backward = lambda d: (result, backward(d))[1]\n",
        "The result holds a function that holds the result: a cycle. Reference counting never frees it, so the graph "
        "of every step stays in memory until the collector happens to run.",
        breaks="forward",
    ),
    Mistake(
        "recorded-under-no-grad",
        "if _recording.get():\n",
        "if True:\n",
        "no_grad is not heeded: the graph of an evaluation is built and kept, and memory grows with every batch.",
        breaks="forward",
    ),
    Mistake(
        "no-grad-for-ever",
        "    try:\n        yield\n    finally:  # also where the body raises: else everything after it would silently "
        "train nothing\n        _recording.reset(token)\n",
        "    yield\n    _recording.reset(token)\n",
        "An exception inside no_grad leaves recording off for good, and nothing after it has a gradient. Restore in a "
        "finally.",
        breaks="forward",
    ),
    Mistake(
        "ones-for-any-shape",
        "if grad is None and self.size != 1:",
        "grad = np.ones(self.shape) if grad is None else grad\n        if grad is None:",
        "backward without a gradient takes one of ones for any shape: that is the gradient of the sum, which nobody "
        "asked for. Say that one is needed.",
        breaks="forward",
    ),
    Mistake(
        "numbers-widen",
        "np.asarray(number, dtype=np.result_type(self.dtype, number))",
        "np.asarray(other, dtype=np.float64)",
        "A number becomes a float64 array, and float32 data beside it become float64 as well: twice the memory, half "
        "the speed.",
        breaks="forward",
    ),
    Mistake(
        "divisor-has-no-square",
        '"b": sum_to_shape(-da * Y, b.shape)',
        '"b": sum_to_shape(-dY * Y, b.shape)',
        "The slope of a/b by b is -a/b^2, that is -Y/b; the 1/b is missing.",
        breaks="forward",
    ),
)
