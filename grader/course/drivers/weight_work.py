"""A count of the work that is done with a model's weights."""

from __future__ import annotations

import numpy as np


class Tally:
    """Counts the entries that are computed with a weight; what is computed is a plain array, and counts no more."""

    def __init__(self):
        self.entries = 0

    def weights(self, arrays):
        """Return the same arrays, each of which reports to this tally."""
        counted = {name: array.view(_Counted) for name, array in arrays.items()}
        for array in counted.values():
            array.tally = self
        return counted


class _Counted(np.ndarray):
    tally = None

    def __array_finalize__(self, other):
        self.tally = getattr(other, "tally", None)

    def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
        return self._plain(getattr(ufunc, method), inputs, keywords)

    def __array_function__(self, function, types, inputs, keywords):
        return self._plain(function, inputs, keywords)

    def _plain(self, function, inputs, keywords):
        found = function(*_bare(inputs), **_bare(keywords))
        if self.tally:
            self.tally.entries += int(np.size(found)) if isinstance(found, np.ndarray) else 1
        return found


def _bare(value):
    """Take the counting off every array in nested arguments."""
    if isinstance(value, _Counted):
        return value.view(np.ndarray)
    if isinstance(value, (tuple, list)):
        return type(value)(_bare(inner) for inner in value)
    return {key: _bare(inner) for key, inner in value.items()} if isinstance(value, dict) else value
