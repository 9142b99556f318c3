"""A small language model of two matrices, and a small tokenizer, for the exercises of part 13."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np


def model(W: np.ndarray, M: np.ndarray, context: int | None = None) -> Callable[[np.ndarray], np.ndarray]:
    """Return logits_of(ids (1, T)) -> (1, T, V), from W (V, V) of the last token and M (V, V) of all tokens so far.

    The logits depend on every token of the window and on their number, so a window cut elsewhere gives other logits.
    logits_of raises TypeError for anything but integer ids (1, T) with T of at most `context`.
    """

    def logits_of(ids):
        ids = np.asarray(ids)
        if ids.ndim != 2 or len(ids) != 1 or ids.dtype.kind not in "iu" or not ids.size:
            raise TypeError(f"logits_of takes integer ids (1, T); what came is {ids.dtype} of shape {ids.shape}")
        if context is not None and ids.size > context:
            raise TypeError(f"logits_of takes at most {context} tokens; what came is {ids.size}")
        lengths = np.arange(1, ids.shape[1] + 1)
        return W[ids] + np.cumsum(M[ids], axis=1) / np.sqrt(lengths)[:, None]

    return logits_of


def widened(logits_of: Callable[[np.ndarray], np.ndarray], V: int) -> Callable[[np.ndarray], np.ndarray]:
    """Return the model of V tokens as one of 33,000, in which only the V ids of `wide_ids` are ever likely.

    Most of them do not fit int16. The new logits_of raises TypeError for other ids.
    """
    names = wide_ids(V)

    def wide_logits_of(ids):
        ids = np.asarray(ids)
        if not np.isin(ids, names).all():
            raise TypeError(f"logits_of was given the id {ids[~np.isin(ids, names)][0]}, which stands in no text")
        narrow = logits_of(np.searchsorted(names, ids))
        logits = np.full((*narrow.shape[:-1], 33_000), -1e6)
        logits[..., names] = narrow
        return logits

    return wide_logits_of


def wide_ids(V: int) -> np.ndarray:
    """Return V ids (V,) below 33,000 in rising order, all but the first above what int16 holds."""
    return np.append(5, 32_768 + np.arange(V - 1))


def tokenizer(V: int) -> Callable[[str], list[int]]:
    """Return encode(text): tokens of one or two letters, a word's first with the space before it, as ids below V."""
    return lambda text: [(ord(p[-1]) + (p[0] == " ")) % V for p in re.findall(r" ?[^ ]{1,2}| ", text)]
