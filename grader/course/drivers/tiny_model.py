"""A small language model made of two tables, and a small tokenizer, for the drivers of this part."""

from __future__ import annotations

import re

import numpy as np


def model(W, M, context=None):
    """Return logits_of(ids (1, T)) -> (1, T, V): W speaks for the last token, M for all that came before it.

    Every token of the window counts, and how many there are, so a window cut elsewhere gives other logits.
    """

    def logits_of(ids):
        ids = np.asarray(ids)
        if ids.ndim != 2 or len(ids) != 1 or ids.dtype.kind not in "iu" or not ids.size:
            raise TypeError(f"logits_of takes integer ids (1, T); what came is {ids.dtype} of shape {ids.shape}")
        if context is not None and ids.size > context:
            raise TypeError(f"logits_of takes at most {context} tokens; what came is {ids.size}")
        places = np.arange(1, ids.shape[1] + 1)
        return W[ids] + np.cumsum(M[ids], axis=1) / np.sqrt(places)[:, None]

    return logits_of


def tokenizer(V):
    """Return encode(text): pieces of up to two letters, the first of a word with its space, as ids below V."""
    return lambda text: [(ord(p[-1]) + (p[0] == " ")) % V for p in re.findall(r" ?[^ ]{1,2}| ", text)]
