"""Tensor: an array that remembers what it was made of, and can send a gradient back to all of it.

Forward   y = op(x_1, x_2, ...) for any op of parts 03 to 06, where y keeps the op's backward and those of the x that
          require a gradient
Given     dy, the upstream gradient of the tensor whose backward is called; 1 where that is one number
Wanted    dx in x.grad for every leaf x that requires a gradient, summed over all the ways by which x reaches y
Source    Baydin, Pearlmutter, Radul and Siskind, Automatic Differentiation in Machine Learning: a Survey (2018),
          section 3.2
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from ..part03_linear_algebra.add import add, sum_to_shape
from ..part03_linear_algebra.matmul import matmul
from ..part03_linear_algebra.multiply import multiply
from ..part03_linear_algebra.reshape import reshape
from ..part03_linear_algebra.scale import scale
from ..part03_linear_algebra.sum_all import sum_all
from ..part03_linear_algebra.transpose import transpose

# By hand: x = 3, y = x * x + x, z = y * x. Draw the graph: x has four arrows out. Send 1 back from z, op by op, and add
# up what arrives at x. What are z (the value) and dx (da)?
by_hand = {"value": 36, "da": 33}

_recording: ContextVar[bool] = ContextVar("recording", default=True)
_parameters: WeakKeyDictionary[Callable, tuple[str, ...]] = WeakKeyDictionary()


@contextlib.contextmanager
def no_grad() -> Iterator[None]:
    """Record nothing inside `with no_grad():`. It may be nested, and an exception that leaves it ends it as well.

    `_recording.get()` says whether operations are recorded now; `_recording.set(False)` returns a token, and
    `_recording.reset(token)` brings back what was before.
    """
    ### BEGIN SOLUTION
    token = _recording.set(False)
    try:
        yield
    finally:  # also where the body raises: else everything after it would silently train nothing
        _recording.reset(token)
    ### END SOLUTION


def parameter_names(op: Callable) -> tuple[str, ...]:
    """Return the names of an op's arguments, in order: the names under which its backward returns gradients."""
    names = _parameters.get(op)
    if names is None:
        names = _parameters[op] = tuple(inspect.signature(op).parameters)  # slow, so once for each op
    return names


def apply(op: Callable, *arguments: Any) -> Tensor:
    """Return op(*arguments) as a Tensor that knows the way back, for any op of yours: `apply(layer_norm, x, g, b)`.

    The op gets the arrays of Tensors and everything else as it is. Its backward's dict is keyed by argument name; it
    need not have the order of the arguments, nor a key for those that have no gradient (ids, shapes).
    """
    ### BEGIN SOLUTION
    output, backward = op(*[a.data if isinstance(a, Tensor) else a for a in arguments])
    result = Tensor(output)
    if _recording.get():
        named = zip(parameter_names(op), arguments, strict=False)  # the op's last arguments may have defaults
        parents = tuple((name, a) for name, a in named if isinstance(a, Tensor) and a.requires_grad)
        if parents:
            # Arrows point from a result to what it was made of, and never on to the result: no cycle, so the graph
            # goes when its last tensor goes.
            result.requires_grad, result._parents, result._backward = True, parents, backward
    return result
    ### END SOLUTION


def divide(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = a / b and its backward, for a and b of shapes that broadcast: the one op that part 03 did not have.

    backward(dY) returns {"a": da, "b": db}, of the shapes of a and b; `sum_to_shape` is your own, from add.
    """
    ### BEGIN SOLUTION
    Y = a / b  # the two shapes, broadcast

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # dY[i]/da = 1/b and dY[i]/db = -a/b^2 = -Y/b, with a and b as they stand at place i.
        da = dY / b
        return {"a": sum_to_shape(da, a.shape), "b": sum_to_shape(-da * Y, b.shape)}  # Y's shape -> a's, b's

    return Y, backward
    ### END SOLUTION


def in_order(last: Tensor) -> list[Tensor]:
    """Return `last` and all that it was made of, each once, and each after everything that it was made of itself.

    Only what requires a gradient is listed. Works at any depth: a loss may lie 50,000 operations above its parameters.
    """
    ### BEGIN SOLUTION
    order, seen, stack = [], set(), [(last, False)]
    while stack:  # a depth-first walk with a stack of our own, since Python's has room for some 1,000 calls
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))  # comes up again once all that lies above it here is done: its parents
            stack.extend((parent, False) for _, parent in node._parents)
    return order
    ### END SOLUTION


class Tensor:
    """An array with a gradient: `data` (its dtype is kept), `grad` (None until something arrives) and `requires_grad`.

    A leaf is made from data; every other tensor is the result of `apply`. Only leaves that require a gradient keep what
    arrives in `grad`, in an array of its own of data's dtype. A graph goes with its last tensor, without the garbage
    collector: no tensor leads back to itself.
    """

    __array_ufunc__ = None  # tells NumPy to leave `array * tensor` to the tensor

    def __init__(self, data: Any, requires_grad: bool = False) -> None:
        data = data.data if isinstance(data, Tensor) else data
        self.data = data if hasattr(data, "__array_function__") else np.asarray(data)  # an array of any library
        if requires_grad and self.data.dtype.kind != "f":
            raise ValueError(f"only a tensor of floats can require a gradient; this one has dtype {self.data.dtype}")
        self.grad: np.ndarray | None = None
        self.requires_grad = requires_grad
        self._parents: tuple[tuple[str, Tensor], ...] = ()  # (name of the op's argument, the tensor that it was)
        self._backward: Callable | None = None  # the op's own backward; None for a leaf

    def backward(self, grad: np.ndarray | float | None = None) -> None:
        """Add d(self)/d(leaf), weighted by grad (of self's shape; 1 where self is one number), to every leaf's grad.

        May be called again: what arrives adds up until zero_grad. Raises ValueError where nothing requires a gradient,
        where grad is missing and self is not one number, and where grad has another shape than self.
        """
        ### BEGIN SOLUTION
        if not self.requires_grad:
            raise ValueError("there is no way back: nothing that this tensor was made of requires a gradient")
        if grad is None and self.size != 1:
            raise ValueError(
                f"a tensor of shape {self.shape} is not one number: give backward its upstream gradient, or sum first"
            )
        upstream = np.asarray(1.0 if grad is None else grad, dtype=self.dtype, like=self.data)
        upstream = upstream.reshape(self.shape) if grad is None else upstream  # () -> self's shape, () or (1, 1, ...)
        if upstream.shape != self.shape:
            raise ValueError(f"the upstream gradient has shape {upstream.shape}; wanted this tensor's, {self.shape}")
        # From the last tensor down, each once, when all its uses have sent back what is theirs: dL/dx is the sum over
        # all y made from x of dL/dy dy/dx, and an op's backward is linear, so one call with the sum does it.
        arrived = {self: upstream}
        for node in reversed(in_order(self)):
            d_node = arrived.pop(node)
            if node._backward is None:
                node._keep(d_node)
                continue
            gradients = node._backward(d_node)
            for name, parent in node._parents:
                d = gradients[name]
                # A sum in a new array: d may be a view of d_node, or the very array that another argument got.
                arrived[parent] = arrived[parent] + d if parent in arrived else d
        ### END SOLUTION

    def _keep(self, d: np.ndarray) -> None:
        """Add d to this leaf's grad, which has data's dtype and shares no memory with anything else."""
        ### BEGIN SOLUTION
        total = d if self.grad is None else self.grad + d
        self.grad = np.array(total, self.dtype, like=self.data)  # a copy: `grad *= 0.5` may not reach another's
        ### END SOLUTION

    def zero_grad(self) -> None:
        """Forget the gradient: grad is None again."""
        self.grad = None

    def _operand(self, other: Any) -> Any:
        """Return the other operand as an op takes it: a Tensor or an array as it is, a number as an array of () shape.

        A number, NumPy's scalars among them, takes on this tensor's dtype: float32 times 2.5 is float32.
        """
        ### BEGIN SOLUTION
        if isinstance(other, Tensor) or hasattr(other, "__array_function__"):
            return other
        number = other.item() if isinstance(other, np.generic) else other  # np.float64(2.5) would widen float32
        return np.asarray(number, np.result_type(self.dtype, number), like=self.data)  # integers times 2.5 are floats
        ### END SOLUTION

    def __add__(self, other: Any) -> Tensor:
        return apply(add, self, self._operand(other))

    def __radd__(self, other: Any) -> Tensor:
        return apply(add, self._operand(other), self)

    def __neg__(self) -> Tensor:
        return apply(scale, self, -1)

    def __sub__(self, other: Any) -> Tensor:
        return self + -other

    def __rsub__(self, other: Any) -> Tensor:
        return other + -self

    def __mul__(self, other: Any) -> Tensor:
        return apply(multiply, self, self._operand(other))

    def __rmul__(self, other: Any) -> Tensor:
        return apply(multiply, self._operand(other), self)

    def __truediv__(self, other: Any) -> Tensor:
        return apply(divide, self, self._operand(other))

    def __rtruediv__(self, other: Any) -> Tensor:
        return apply(divide, self._operand(other), self)

    def __matmul__(self, other: Any) -> Tensor:
        return apply(matmul, self, other)

    def __rmatmul__(self, other: Any) -> Tensor:
        return apply(matmul, other, self)

    def sum(self) -> Tensor:
        """Return the sum of all entries, of shape ()."""
        return apply(sum_all, self)

    def mean(self) -> Tensor:
        """Return the mean of all entries, of shape ()."""
        return apply(scale, self.sum(), 1 / self.size)

    def reshape(self, *shape: int | Sequence[int]) -> Tensor:
        """Return the same entries under another shape, given as `reshape(2, 3)` or `reshape((2, 3))`."""
        return apply(reshape, self, shape if len(shape) != 1 or np.ndim(shape[0]) == 0 else shape[0])

    def transpose(self, *axes: int | Sequence[int]) -> Tensor:
        """Return the axes in the order given, as `transpose(1, 0)` or `transpose((1, 0))`; reversed where none is."""
        axes = axes if len(axes) != 1 or np.ndim(axes[0]) == 0 else axes[0]
        return apply(transpose, self, axes or tuple(reversed(range(self.ndim))))

    def item(self) -> float:
        """Return the entry of a tensor of one entry as a Python number."""
        return self.data.item()

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of data."""
        return self.data.shape

    @property
    def dtype(self) -> np.dtype:
        """The dtype of data."""
        return self.data.dtype

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.data.ndim

    @property
    def size(self) -> int:
        """The number of entries."""
        return self.data.size

    def __repr__(self) -> str:
        return f"Tensor({self.data!r}, requires_grad={self.requires_grad})"
