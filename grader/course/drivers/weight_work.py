"""A counter of the work that is done with a model's weights: shows whether a key-value cache saves any."""

from __future__ import annotations

import numpy as np


class WeightWork:
    """Counts the entries that NumPy computes from at least one of the tracked weights, in `entries`.

    A result is a plain array, which is not tracked: operations on activations alone do not count.
    """

    def __init__(self):
        self.entries = 0

    def track(self, weights):
        """Return views of the weights, by the same names, that add to this counter."""
        tracked = {name: array.view(_TrackedArray) for name, array in weights.items()}
        for array in tracked.values():
            array.counter = self
        return tracked


class _TrackedArray(np.ndarray):
    counter = None

    def __array_finalize__(self, other):
        self.counter = getattr(other, "counter", None)

    def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
        return self._count(getattr(ufunc, method), inputs, keywords)

    def __array_function__(self, function, types, inputs, keywords):
        return self._count(function, inputs, keywords)

    def _count(self, function, inputs, keywords):
        result = function(*_untracked(inputs), **_untracked(keywords))
        if self.counter:
            self.counter.entries += int(np.size(result)) if isinstance(result, np.ndarray) else 1
        return result


def _untracked(value):
    """Return nested arguments with a plain view in the place of every tracked array."""
    if isinstance(value, _TrackedArray):
        return value.view(np.ndarray)
    if isinstance(value, (tuple, list)):
        return type(value)(_untracked(inner) for inner in value)
    return {key: _untracked(inner) for key, inner in value.items()} if isinstance(value, dict) else value
