"""Stand-ins for the pieces of earlier parts (Tensor, GPT, AdamW), so that an exercise is judged by its own code alone.

The student's code calls them as it calls the real ones. A model or an optimizer calls `at_moment` with the name of what
is going on: "loss", "backward" and "step" (both half way), "item", "state". A driver stops the training in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

MOMENTUM = 0.9


class Parameter:
    """The part of a Tensor that an optimizer and a training loop use: data, grad, shape, zero_grad."""

    def __init__(self, data: np.ndarray) -> None:
        self.data, self.grad, self.requires_grad = data.copy(), None, True
        self.shape, self.ndim, self.size, self.dtype = data.shape, data.ndim, data.size, data.dtype

    def accumulate_grad(self, grad: np.ndarray) -> None:
        """Add a gradient to `grad`, as a backward does."""
        self.grad = grad.copy() if self.grad is None else self.grad + grad

    def zero_grad(self) -> None:
        """Set `grad` to None."""
        self.grad = None


class BareParameter:
    """A Parameter of which an optimizer may use data, grad and zero_grad alone."""

    def __init__(self, data: np.ndarray) -> None:
        self.data, self.grad = data.copy(), None

    accumulate_grad, zero_grad = Parameter.accumulate_grad, Parameter.zero_grad


class Bigram:
    """A language model that sees only the last token: logits = W[token] + b, with W (V, V) and b (V,)."""

    def __init__(self, W: np.ndarray, b: np.ndarray) -> None:
        self.W, self.b = Parameter(W), Parameter(b)
        self.at_moment: Callable[[str], None] = lambda name: None

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Yield names and parameters, as a Module does."""
        yield "W", self.W
        yield "b", self.b

    def parameters(self) -> list[Parameter]:
        """Return the parameters."""
        return [self.W, self.b]

    def zero_grad(self) -> None:
        """Clear all gradients."""
        for parameter in self.parameters():
            parameter.zero_grad()

    def loss(self, x: np.ndarray, y: np.ndarray) -> Loss:
        """Return the mean cross-entropy of the targets y."""
        self.at_moment("loss")
        return Loss(self, np.ravel(x), np.ravel(y))


class Other(Bigram):
    """The same model under other names, such as {"W": W, "bias": b}: a checkpoint of one does not fit the other."""

    def __init__(self, **arrays: np.ndarray) -> None:
        self.named = {name: Parameter(array) for name, array in arrays.items()}

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Yield names and parameters."""
        yield from self.named.items()

    def parameters(self) -> list[Parameter]:
        """Return the parameters."""
        return list(self.named.values())


class Loss:
    """The loss of a Bigram on tokens x (N,) and targets y (N,), with item and backward as a scalar Tensor has them."""

    def __init__(self, model: Bigram, x: np.ndarray, y: np.ndarray) -> None:
        self.model, self.x = model, x
        logits = model.W.data[x] + model.b.data
        logits = logits - logits.max(axis=1, keepdims=True)
        weights = np.exp(logits)
        total = weights.sum(axis=1, keepdims=True)
        one_hot = np.arange(logits.shape[1]) == y[:, None]
        self.value = np.mean(np.log(total[:, 0]) - np.sum(logits * one_hot, axis=1))
        self.d_logits = (weights / total - one_hot) / len(x)

    def item(self) -> float:
        """Return the loss as a number."""
        self.model.at_moment("item")
        return float(self.value)

    def backward(self) -> None:
        """Add the gradients to the model's parameters."""
        dW = np.zeros_like(self.model.W.data)
        np.add.at(dW, self.x, self.d_logits.astype(dW.dtype))
        self.model.W.accumulate_grad(dW)
        self.model.at_moment("backward")
        self.model.b.accumulate_grad(self.d_logits.sum(axis=0).astype(dW.dtype))


class Momentum:
    """Gradient descent with momentum: an optimizer with state, which a checkpoint has to hold.

    `rates` logs the lr of each whole step, so its length is the number of steps taken.
    """

    def __init__(self, parameters: list[Parameter], lr: float) -> None:
        self.parameters, self.lr = list(parameters), lr
        self.rates: list[float] = []
        self.at_moment: Callable[[str], None] = lambda name: None
        self.disk_full = False
        """Whether writing what state() returns fails, as on a full disk."""
        self.velocity = [np.zeros_like(p.data) for p in self.parameters]

    def step(self) -> None:
        """Update every parameter that has a gradient: velocity = MOMENTUM velocity + grad, data -= lr velocity."""
        for parameter, velocity in zip(self.parameters, self.velocity, strict=True):
            if parameter.grad is not None:
                velocity[...] = MOMENTUM * velocity + parameter.grad
                parameter.data -= (self.lr * velocity).astype(velocity.dtype)
            if parameter is self.parameters[0]:
                self.at_moment("step")
        self.rates.append(self.lr)

    def zero_grad(self) -> None:
        """Clear all gradients."""
        for parameter in self.parameters:
            parameter.zero_grad()

    def state(self) -> dict[str, Any]:
        """Return what a new optimizer needs to continue."""
        self.at_moment("state")
        state = {"t": len(self.rates), **{f"velocity.{i}": v.copy() for i, v in enumerate(self.velocity)}}
        return state | {"velocity.1": _Unwritable()} if self.disk_full else state

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from what `state` returned. Raises ValueError for other names."""
        names = {"t", *(f"velocity.{i}" for i in range(len(self.velocity)))}
        if set(state) != names:
            raise ValueError(f"optimizer.load_state was given {sorted(state)}; state() had returned {sorted(names)}")
        for i, velocity in enumerate(self.velocity):
            velocity[...] = state[f"velocity.{i}"]


class _Unwritable:
    """A value that cannot be converted to an array: saving it raises OSError in the middle of the file."""

    def __array__(self, *_: Any, **__: Any) -> np.ndarray:
        raise OSError("no space left on device")
