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

if not __package__:
    raise SystemExit("python -m exercises.part08_autograd.Tensor runs it, grader check judges it")

from ..part03_linear_algebra.add import add, sum_to_shape
from ..part03_linear_algebra.matmul import matmul
from ..part03_linear_algebra.multiply import multiply
from ..part03_linear_algebra.reshape import reshape
from ..part03_linear_algebra.scale import scale
from ..part03_linear_algebra.sum_all import sum_all
from ..part03_linear_algebra.transpose import transpose

# By hand: x = 3, y = x * x + x, z = y * x. Draw the graph: x has four arrows out. Send 1 back from z, op by op, and add
# up what arrives at x. What are z (the value) and dx (da)?
by_hand = {"value": None, "da": None}

_recording: ContextVar[bool] = ContextVar("recording", default=True)
_parameters: WeakKeyDictionary[Callable, tuple[str, ...]] = WeakKeyDictionary()


@contextlib.contextmanager
def no_grad() -> Iterator[None]:
    """Record nothing inside `with no_grad():`. It may be nested, and an exception that leaves it ends it as well.

    `_recording.get()` says whether operations are recorded now; `_recording.set(False)` returns a token, and
    `_recording.reset(token)` brings back what was before.
    """
    raise NotImplementedError(
        "Tensor: write no_grad. Record nothing inside `with no_grad():`. It may be nested, and an "
        "exception that leaves it ends it as well."
    )


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
    raise NotImplementedError(
        "Tensor: write apply. Return op(*arguments) as a Tensor that knows the way back, for any op of "
        "yours: `apply(layer_norm, x, g, b)`."
    )


def divide(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = a / b and its backward, for a and b of shapes that broadcast: the one op that part 03 did not have.

    backward(dY) returns {"a": da, "b": db}, of the shapes of a and b; `sum_to_shape` is your own, from add.
    """
    raise NotImplementedError(
        "Tensor: write divide. Return Y = a / b and its backward, for a and b of shapes that broadcast: "
        "the one op that part 03 did not have."
    )


def in_order(last: Tensor) -> list[Tensor]:
    """Return `last` and all that it was made of, each once, and each after everything that it was made of itself.

    Only what requires a gradient is listed. Works at any depth: a loss may lie 50,000 operations above its parameters.
    """
    raise NotImplementedError(
        "Tensor: write in_order. Return `last` and all that it was made of, each once, and each after "
        "everything that it was made of itself."
    )


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
        raise NotImplementedError(
            "Tensor: write backward. Add d(self)/d(leaf), weighted by grad (of self's shape; 1 where self "
            "is one number), to every leaf's grad."
        )

    def _keep(self, d: np.ndarray) -> None:
        """Add d to this leaf's grad, which has data's dtype and shares no memory with anything else."""
        raise NotImplementedError(
            "Tensor: write _keep. Add d to this leaf's grad, which has data's dtype and shares no memory "
            "with anything else."
        )

    def zero_grad(self) -> None:
        """Forget the gradient: grad is None again."""
        self.grad = None

    def _operand(self, other: Any) -> Any:
        """Return the other operand as an op takes it: a Tensor or an array as it is, a number as an array of () shape.

        A number, NumPy's scalars among them, takes on this tensor's dtype: float32 times 2.5 is float32.
        """
        raise NotImplementedError(
            "Tensor: write _operand. Return the other operand as an op takes it: a Tensor or an array as "
            "it is, a number as an array of () shape."
        )

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
