"""blocked_attention: causal attention that never holds more than a block of its scores.

Forward   output = softmax(Q K^T / sqrt(d), the future hidden) V, for a block of queries at a time, over one block of
          keys after another; with each of them come the largest score m so far, and the sum l of exp(score - m)
Given     doutput (..., S, e), the upstream gradient of the output
Wanted    dQ (..., S, d), dK (..., S, d) and dV (..., S, e), with the weights of a block made again from its scores and
          m + log l, and never the whole of them (S, S)
Source    Milakov and Gimelshein, Online normalizer calculation for softmax (2018), section 3; Dao et al.,
          FlashAttention (2022), section 3.1 and appendix B
"""

import math
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part15_speed.blocked_attention runs it, grader check judges it")

from .share import share

ROOM = 262_144
"""Scores worked on at once, of several heads where they are short: few long calls, since two threads meet at Python's
lock between any two calls, and 1 MB in float32, which a processor's own cache holds."""

# By hand: Q = [[0], [1]], K = [[0], [ln 3]], V = [[8], [4]] (S=2, d=e=1) and doutput = [[1], [2]]. What are dQ, dK and
# dV? (For the last row start with the first key alone: m = 0, l = 1, o = 8. What do m, l and o become with the second?)
by_hand = {"dQ": None, "dK": None, "dV": None}


def blocked_attention(
    Q: np.ndarray, K: np.ndarray, V: np.ndarray, queries: int = 256, keys: int = 512, out: np.ndarray | None = None
) -> tuple[np.ndarray, Callable]:
    """Return causal attention's output (..., S, e) and its backward, for Q and K (..., S, d) and V (..., S, e).

    Blocks have `queries` rows and `keys` columns, a multiple of `queries`. The output is written into `out` where that
    is given. backward(doutput, out=None) returns {"Q": dQ, "K": dK, "V": dV}, and writes them into the arrays of its
    own `out`, a dict of the same keys, where given. Q, K, V and the output are read again by the backward.
    """
    raise NotImplementedError(
        "blocked_attention: derive dQ (..., S, d), dK (..., S, d) and dV (..., S, e), with the weights of "
        "a block made again from its scores and m + log l, and never the whole of them (S, S)."
    )
