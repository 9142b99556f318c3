"""Small models for this part's cases, and a count of the work that is done with their weights."""

from __future__ import annotations

import numpy as np

from grader.catalog.inputs import gain, normal


def params(V, n_ctx, D, hidden=0, n_layer=0, *, biases=True, head=False, attention=0.6, last=1.0):
    """Recipes for the weights of a model, under the names of gpt2_loss."""
    tables = {"W_e": normal(V, D), "W_p": normal(n_ctx, D)}
    for i in range(n_layer):
        block = {
            "ln1_g": gain(D),
            "ln1_b": normal(D),
            "W_attn": normal(D, 3 * D, std=attention),
            "b_attn": normal(3 * D),
            "W_proj": normal(D, D, std=0.6),
            "b_proj": normal(D),
            "ln2_g": gain(D),
            "ln2_b": normal(D),
            "W1": normal(D, hidden, std=0.6),
            "b1": normal(hidden),
            "W2": normal(hidden, D, std=0.6),
            "b2": normal(D),
        }
        tables |= {f"h.{i}.{name}": recipe for name, recipe in block.items()}
    tables |= {"lnf_g": normal(D, std=last) if last != 1 else gain(D), "lnf_b": normal(D)}
    if not biases:
        tables = {k: v for k, v in tables.items() if not (k.endswith("_b") or k.split(".")[-1].startswith("b"))}
    return tables | ({"W_head": normal(V, D)} if head else {})


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
