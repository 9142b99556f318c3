"""gelu_in_chunks: GELU's tanh form in pieces small enough for the cache, with no array made but the answer.

Forward   h = u/2 (1 + tanh(k (u + a u^3))), with k = sqrt(2/pi) and a = 0.044715
Given     dh, the upstream gradient of h
Wanted    du of u's shape, a chunk at a time as the forward, in memory that is given or made once
Source    Hendrycks and Gimpel, Gaussian Error Linear Units (2016), section 2; NumPy's documentation of ufuncs, "out"
"""

import math
from collections.abc import Callable

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part15_speed.gelu_in_chunks runs it, grader check judges it")

from .share import share

# By hand: u = [1, 0] and dh = [2, 3]. What is du?
by_hand = {"du": None}

K, A = math.sqrt(2 / math.pi), 0.044715  # Python's floats: np.sqrt's float64 scalar would turn float32 into float64


def gelu_in_chunks(u: np.ndarray, chunk: int = 65_536, out: np.ndarray | None = None) -> tuple[np.ndarray, Callable]:
    """Return h of u's shape and dtype, and its backward; h is written into `out` where that is given.

    backward(dh, out=None) returns {"u": du} and writes du into its own `out` where given, which may be dh itself.
    `out` is contiguous. It may be u itself where no backward is wanted: the backward reads u. With `chunk` entries
    worked on at a time, u, the answer and what comes between them stay in a processor's own cache. Where u is
    contiguous no array is made that is larger than `chunk` entries, but the answer.
    """
    raise NotImplementedError(
        "gelu_in_chunks: derive du of u's shape, a chunk at a time as the forward, in memory that is "
        "given or made once."
    )
