"""A right alternative to Tensor: a correct answer, written in another way."""

import inspect

import numpy as np

from ..part03_linear_algebra.add import add, sum_to_shape
from ..part03_linear_algebra.matmul import matmul
from ..part03_linear_algebra.multiply import multiply
from ..part03_linear_algebra.reshape import reshape
from ..part03_linear_algebra.sum_all import sum_all
from ..part03_linear_algebra.transpose import transpose


class _NoGrad:
    """no_grad as a context manager class that counts its nesting depth."""

    depth = 0

    def __enter__(self):
        _NoGrad.depth += 1

    def __exit__(self, *error):
        _NoGrad.depth -= 1


class _Node:
    """The operation that made a tensor, without the tensor itself, so that unused values are freed."""

    __slots__ = ("leaf", "parents", "pullback")

    def __init__(self, parents=(), pullback=None, leaf=None):
        self.parents, self.pullback, self.leaf = parents, pullback, leaf


def _negate(x):
    return -x, lambda dY: {"x": -dY}


def _reciprocal(x):
    y = 1 / x
    return y, lambda dY: {"x": sum_to_shape(-dY * y * y, x.shape)}


_parameter_names = {}


def _apply(op, *arguments):
    out, pullback = op(*(getattr(a, "data", a) if isinstance(a, _Counting) else a for a in arguments))
    key = op.__code__
    if key not in _parameter_names:
        _parameter_names[key] = list(inspect.signature(op).parameters)
    parents = [
        (n, a._node)
        for n, a in zip(_parameter_names[key], arguments, strict=False)
        if getattr(a, "requires_grad", False) is True
    ]
    recorded = bool(parents) and not _NoGrad.depth
    return _Counting(out, _node=_Node(tuple(parents), pullback) if recorded else None)


class _Counting:
    __array_ufunc__ = None

    def __init__(self, data, requires_grad=False, _node=None):
        self.data, self._grad = np.asarray(data), [None]
        self._node = _node or (_Node(leaf=(self._grad, self.data)) if requires_grad else None)
        self.requires_grad = self._node is not None

    grad = property(lambda self: self._grad[0], lambda self, value: self._grad.__setitem__(0, value))
    shape, dtype = property(lambda self: self.data.shape), property(lambda self: self.data.dtype)
    ndim, size = property(lambda self: self.data.ndim), property(lambda self: self.data.size)

    def backward(self, grad=None):
        if not self.requires_grad:
            raise ValueError("nothing requires a gradient")
        if (grad is None and self.size > 1) or (grad is not None and np.shape(grad) != self.shape):
            raise ValueError("a gradient of this tensor's shape is needed")
        uses, todo = {self._node: 0}, [self._node]
        while todo:
            for _, parent in todo.pop().parents:
                if parent not in uses:
                    uses[parent] = 0
                    todo.append(parent)
                uses[parent] += 1
        sums = {self._node: np.ones(self.shape, self.dtype) if grad is None else np.array(grad, self.dtype)}
        ready = [self._node]
        while ready:
            node = ready.pop()
            d = sums.pop(node)
            if node.leaf:
                box, data = node.leaf
                box[0] = np.array(d if box[0] is None else box[0] + d, data.dtype)
            else:
                gradients = node.pullback(d)
            for name, parent in node.parents:
                sums[parent] = gradients[name] + sums.get(parent, 0)
                uses[parent] -= 1
                if not uses[parent]:
                    ready.append(parent)

    def zero_grad(self):
        self.grad = None

    def _array(self, other):
        if isinstance(other, (_Counting, np.ndarray)):
            return other
        return np.full((), other, dtype=self.dtype if self.dtype.kind == "f" else None)

    def __add__(self, other):
        return _apply(add, self, self._array(other))

    __radd__ = __add__

    def __mul__(self, other):
        return _apply(multiply, self, self._array(other))

    __rmul__ = __mul__

    def __neg__(self):
        return _apply(_negate, self)

    def __sub__(self, other):
        return -(-self + other)

    def __rsub__(self, other):
        return -self + other

    def __truediv__(self, other):
        return self * (_apply(_reciprocal, other) if isinstance(other, _Counting) else 1 / self._array(other))

    def __rtruediv__(self, other):
        return _apply(_reciprocal, self) * other

    def __matmul__(self, other):
        return _apply(matmul, self, other)

    def __rmatmul__(self, other):
        return _apply(matmul, other, self)

    def sum(self):
        return _apply(sum_all, self)

    def mean(self):
        return self.sum() / self.size

    def reshape(self, *shape):
        return _apply(reshape, self, np.ravel(shape).tolist())

    def transpose(self, *axes):
        return _apply(transpose, self, np.ravel(axes).astype(int).tolist() or list(range(self.ndim))[::-1])

    def item(self):
        return self.data.item()


class by_counting_uses(_Counting):
    """Backward in Kahn's topological order: a node is processed once all its uses have sent their gradients."""


apply, no_grad = _apply, _NoGrad
