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

from .share import share

ROOM = 262_144
"""Scores worked on at once, of several heads where they are short: few long calls, since two threads meet at Python's
lock between any two calls, and 1 MB in float32, which a processor's own cache holds."""

# By hand: Q = [[0], [1]], K = [[0], [ln 3]], V = [[8], [4]] (S=2, d=e=1) and doutput = [[1], [2]]. What are dQ, dK and
# dV? (For the last row start with the first key alone: m = 0, l = 1, o = 8. What do m, l and o become with the second?)
by_hand = {"dQ": [[0], [-1.6479]], "dK": [[1.5], [-1.5]], "dV": [[1.5], [1.5]]}


def blocked_attention(
    Q: np.ndarray, K: np.ndarray, V: np.ndarray, queries: int = 256, keys: int = 512, out: np.ndarray | None = None
) -> tuple[np.ndarray, Callable]:
    """Return causal attention's output (..., S, e) and its backward, for Q and K (..., S, d) and V (..., S, e).

    Blocks have `queries` rows and `keys` columns, a multiple of `queries`. The output is written into `out` where that
    is given. backward(doutput, out=None) returns {"Q": dQ, "K": dK, "V": dV}, and writes them into the arrays of its
    own `out`, a dict of the same keys, where given. Q, K, V and the output are read again by the backward.
    """
    ### BEGIN SOLUTION
    S, d = Q.shape[-2:]
    H = Q.shape[-3] if Q.ndim > 2 else 1
    output = np.empty((*Q.shape[:-1], V.shape[-1]), Q.dtype) if out is None else out
    Q4, K4, V4, O4 = (x.reshape(-1, H, *x.shape[-2:]) for x in (Q, K, V, output))  # (B, H, S, d or e)
    log_sums = np.empty((*Q4.shape[:-1], 1), Q.dtype)  # (B, H, S, 1): m + log l of each row
    scale = 1 / math.sqrt(d)  # a Python float: np.sqrt's float64 would turn float32 into float64
    sizes = min(queries, S), min(keys, S)
    together = max(1, ROOM // math.prod(sizes))  # heads at once
    room = min(together, H) * math.prod(sizes)

    def forward(start: int, stop: int) -> None:
        mine = np.empty(room, Q.dtype)  # a thread's own, the same memory for all blocks
        for at, a, b in _groups(start, stop, H, together, S, queries):
            q = Q4[at][:, a:b] * scale  # (h, b - a, d): a smaller array to scale than the scores
            o = np.zeros((*q.shape[:2], V.shape[-1]), Q.dtype)  # (h, b - a, e)
            m, total = np.full((*q.shape[:2], 1), -np.inf, Q.dtype), np.zeros((*q.shape[:2], 1), Q.dtype)
            for seen, scores in _blocks(q, K4[at], a, keys, mine):
                higher = np.maximum(m, scores.max(axis=-1, keepdims=True))  # (h, b - a, 1)
                p = np.exp(np.subtract(scores, higher, out=scores), out=scores)
                fade = np.exp(m - higher)  # what was summed under the old maximum shrinks to the new one's scale
                total *= fade
                total += p @ np.ones((p.shape[-1], 1), Q.dtype)
                o *= fade
                o += p @ V4[at][:, seen]  # (h, b - a, keys) @ (h, keys, e)
                m = higher
            np.divide(o, total, out=O4[at][:, a:b])  # once, on e columns and not on S
            np.add(m, np.log(total), out=log_sums[at][:, a:b])

    share(forward, len(Q4) * H)

    def backward(doutput: np.ndarray, out: dict[str, np.ndarray] | None = None) -> dict[str, np.ndarray]:
        found = {"Q": np.empty_like(Q), "K": np.empty_like(K), "V": np.empty_like(V)} if out is None else out
        dQ, dK, dV = (found[name].reshape(-1, H, *found[name].shape[-2:]) for name in "QKV")
        dO = doutput.reshape(O4.shape)

        def back(start: int, stop: int) -> None:
            mine, also_mine = np.empty((2, room), Q.dtype)
            for at, a, b in _groups(start, stop, H, together, S, queries):
                if a == 0:  # the first block of these heads' queries
                    dK[at], dV[at] = 0, 0
                q, do = Q4[at][:, a:b] * scale, np.ascontiguousarray(dO[at][:, a:b])
                dq = np.zeros_like(q)
                # sum_j P[i,j] dP[i,j] = do[i] . output[i]: the softmax's row term without a row of P
                along = np.vecdot(do, O4[at][:, a:b])[..., np.newaxis]  # (h, b - a, 1)
                for seen, scores in _blocks(q, K4[at], a, keys, mine):
                    # The weights, already divided by their sum.
                    p = np.exp(np.subtract(scores, log_sums[at][:, a:b], out=scores), out=scores)
                    dV[at][:, seen] += p.mT @ do
                    ds = np.matmul(do, V4[at][:, seen].mT, out=_within(also_mine, *p.shape))
                    ds -= along
                    ds *= p
                    dq += ds @ K4[at][:, seen]
                    dK[at][:, seen] += ds.mT @ q  # q has the scale in it
                np.multiply(dq, scale, out=dQ[at][:, a:b])

        share(back, len(Q4) * H)
        return found

    return output, backward


def _groups(start: int, stop: int, H: int, together: int, S: int, queries: int) -> Iterator[tuple]:
    """Yield, for the heads start to stop of all sequences in a row, indices of some heads and a block of queries."""
    while start < stop:
        batch, head = divmod(start, H)
        n = min(together, H - head, stop - start)  # of one sequence: a slice can name them
        for a in range(0, S, queries):
            yield (batch, slice(head, head + n)), a, min(a + queries, S)
        start += n


def _blocks(q: np.ndarray, K: np.ndarray, a: int, keys: int, room: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield slices of the keys K (h, S, d) that q (h, n, d), the queries from place a on, may see, and their scores.

    Scores are (h, n, keys), with -inf where the key is later than the query, in `room`: each block in the same memory.
    """
    n = q.shape[1]
    for c in range(0, a + n, keys):
        seen = slice(c, min(c + keys, a + n))  # nothing beyond: all of that is future
        scores = _within(room, *q.shape[:2], seen.stop - c)
        np.matmul(q, K[:, seen].mT, out=scores)
        if seen.stop > a:  # the block that the diagonal crosses, and it alone
            scores[:, :, a - c :] += _future(n, q.dtype)
        yield seen, scores


@cache
def _future(n: int, dtype: np.dtype) -> np.ndarray:
    """(n, n): -inf above the diagonal, else 0; all blocks on the diagonal are alike."""
    return np.triu(np.full((n, n), -np.inf, dtype), k=1)


def _within(room: np.ndarray, *shape: int) -> np.ndarray:
    """Return the beginning of a flat array in another shape."""
    return room[: math.prod(shape)].reshape(shape)
    ### END SOLUTION
