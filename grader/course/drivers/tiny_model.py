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


def tokenizer(V: int) -> Callable[[str], list[int]]:
    """Return encode(text): tokens of one or two letters, a word's first with the space before it, as ids below V."""
    return lambda text: [(ord(p[-1]) + (p[0] == " ")) % V for p in re.findall(r" ?[^ ]{1,2}| ", text)]
