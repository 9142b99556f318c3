"""gelu_in_chunks: GELU's tanh form in pieces small enough for the cache, with no array made but the answer.

Forward   h = u/2 (1 + tanh(k (u + a u^3))), with k = sqrt(2/pi) and a = 0.044715
Given     dh, the upstream gradient of h
Wanted    du of u's shape, a chunk at a time as the forward, in memory that is given or made once
Source    Hendrycks and Gimpel, Gaussian Error Linear Units (2016), section 2; NumPy's documentation of ufuncs, "out"
"""

import math
from collections.abc import Callable

import numpy as np

from .share import share

# By hand: u = [1, 0] and dh = [2, 3]. What is du?
by_hand = {"du": [2.1659, 1.5]}

K, A = math.sqrt(2 / math.pi), 0.044715  # Python's floats: np.sqrt's float64 scalar would turn float32 into float64


def gelu_in_chunks(u: np.ndarray, chunk: int = 65_536, out: np.ndarray | None = None) -> tuple[np.ndarray, Callable]:
    """Return h of u's shape and dtype, and its backward; h is written into `out` where that is given.

    backward(dh, out=None) returns {"u": du} and writes du into its own `out` where given, which may be dh itself.
    `out` is contiguous. It may be u itself where no backward is wanted: the backward reads u. With `chunk` entries
    worked on at a time, u, the answer and what comes between them stay in a processor's own cache. Where u is
    contiguous no array is made that is larger than `chunk` entries, but the answer.
    """
    ### BEGIN SOLUTION
    h = np.empty(u.shape, u.dtype) if out is None else out
    x, y = u.reshape(-1), h.reshape(-1)  # (N,): the shape is of no concern to a function of single entries

    def forward(start: int, stop: int) -> None:
        t = np.empty(min(chunk, stop - start), u.dtype)  # a thread's own
        for a in range(start, stop, chunk):
            b = min(a + chunk, stop)
            t_ = _tanh(x[a:b], t[: b - a])
            t_ += 1
            t_ *= 0.5
            np.multiply(x[a:b], t_, out=y[a:b])  # reads x[a:b] for the last time: y may be x

    share(forward, x.size, least=chunk // 4)

    def backward(dh: np.ndarray, out: np.ndarray | None = None) -> dict[str, np.ndarray]:
        du = np.empty(u.shape, u.dtype) if out is None else out
        dy, dx = dh.reshape(-1), du.reshape(-1)

        def back(start: int, stop: int) -> None:
            t, s = np.empty((2, min(chunk, stop - start)), u.dtype)
            for a in range(start, stop, chunk):
                b = min(a + chunk, stop)
                t_, s_ = _tanh(x[a:b], t[: b - a]), s[: b - a]
                # h' = (1 + t)/2 + u/2 (1 - t^2) k (1 + 3 a u^2) = (1 + t)/2 (1 + u (1 - t) k (1 + 3 a u^2))
                np.multiply(x[a:b], x[a:b], out=s_)
                s_ *= 3 * A * K
                s_ += K
                s_ *= x[a:b]
                t_ += 1
                s_ *= np.subtract(2, t_, dtype=u.dtype)
                s_ += 1
                s_ *= t_
                s_ *= 0.5
                np.multiply(dy[a:b], s_, out=dx[a:b])

        share(back, x.size, least=chunk // 4)
        return {"u": du}

    return h, backward


def _tanh(u: np.ndarray, out: np.ndarray) -> np.ndarray:
    """Write tanh(k (u + a u^3)) into out. u * u * u: NumPy's u**3 goes through pow, thirty times as slow."""
    np.multiply(u, u, out=out)
    out *= A * K
    out += K
    out *= u
    return np.tanh(out, out=out)
    ### END SOLUTION
