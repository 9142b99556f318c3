"""Gradient accumulation: a step learns from several batches, of which one at a time is in memory."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.lab.model.device import on_host


class AccumulatingModel:
    """A model that `train` gives the sequences of `count` batches at once, and that takes them one after another.

    So `train` stays as it is. The gradient is that of the mean over all sequences, up to the order of its sums.
    """

    def __init__(self, model: Any, count: int, no_grad: Callable[[], contextlib.AbstractContextManager]) -> None:
        self._model, self._count, self._no_grad = model, count, no_grad

    def loss(self, x: np.ndarray, y: np.ndarray) -> AccumulatedLoss:
        """Return the mean loss on ids and targets (count * B, T), which nothing was computed of yet."""
        pairs = list(zip(np.split(x, self._count), np.split(y, self._count), strict=True))  # (B, T) each
        return AccumulatedLoss(self._model.loss, pairs, self._no_grad)

    def __call__(self, x: np.ndarray, y: np.ndarray) -> AccumulatedLoss:
        """Return the loss, as a GPT does that is called with targets."""
        return self.loss(x, y)

    def __getattr__(self, name: str) -> Any:
        """Everything else is the model's: its parameters and their names."""
        return getattr(self._model, name)


class AccumulatedLoss:
    """The mean of several batches' losses, as a Tensor of shape () where `train` looks: backward, data, item."""

    def __init__(
        self,
        loss: Callable[[np.ndarray, np.ndarray], Any],
        batches: list[tuple[np.ndarray, np.ndarray]],
        no_grad: Callable[[], contextlib.AbstractContextManager],
    ) -> None:
        self._loss, self._batches, self._no_grad = loss, batches, no_grad
        self._value: np.ndarray | None = None

    def backward(self) -> None:
        """Add every batch's share to the gradients; a batch's graph is gone before the next one's is built."""
        total = 0.0
        for x, y in self._batches:
            loss = self._loss(x, y)
            loss.backward(np.full_like(loss.data, 1 / len(self._batches)))
            total += loss.data
        self._value = on_host(total / len(self._batches))

    @property
    def data(self) -> np.ndarray:
        """The mean, shape ()."""
        if self._value is None:  # asked for before `backward`, which gives it for nothing
            with self._no_grad():
                self._value = on_host(sum(self._loss(x, y).data for x, y in self._batches) / len(self._batches))
        return self._value

    def item(self) -> float:
        """Return the mean as a number."""
        return self.data.item()
