"""softmax_cross_entropy: the language model's loss, from logits to one number, fused so that no size of logit hurts.

Forward   L = mean over the tokens t with targets[t] != ignore_index of
          log(sum_v exp(logits[t, v])) - logits[t, targets[t]]; L = 0 where no token counts
Given     dL, the upstream gradient of L, a number
Wanted    dlogits (..., V)
Source    Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4
"""

from collections.abc import Callable

import numpy as np

# By hand: logits = [[0, ln 2]], targets = [0], dL = 1, so that L = ln 3 = 1.0986. What is dlogits?
by_hand = {"dlogits": [[-0.6667, 0.6667]]}

# As index formulas of logits[R,V], targets[R], ignore_index, p[R,V], n, L and dL: what is dlogits? p is
# softmax(logits), n how many tokens count.
formula = {"dlogits": "dlogits[t,v] = dL / n * [targets[t] != ignore_index] * (p[t,v] - delta[v,targets[t]])"}


def softmax_cross_entropy(
    logits: np.ndarray, targets: np.ndarray, ignore_index: int = -1
) -> tuple[np.ndarray, Callable]:
    """Return the loss, one number, and its backward, for logits (..., V) and integer targets (...).

    Tokens whose target is ignore_index (any integer) count for nothing; the other targets are in [0, V).
    Where every target is ignored, the loss and its gradient are 0.
    backward(dL) returns {"logits": dlogits (..., V)}.
    """
    ### BEGIN SOLUTION
    rows, ids = logits.reshape(-1, logits.shape[-1]), targets.reshape(-1)  # (..., V), (...) -> (R, V), (R,)
    counts = ids != ignore_index  # (R,) of bool
    kept = np.flatnonzero(counts)  # (R,) -> (n,): the rows that count
    at = kept, ids[kept]  # (R,) -> (n,): the pairs (t, targets[t])
    n = max(1, len(kept))  # where none counts, an empty sum over 1 is 0; over 0 it would be nan

    shift = rows.max(axis=-1, keepdims=True)  # (R, V) -> (R, 1)
    e = rows - shift  # (R, V): for 50,257 symbols the largest array of a training step, so exp works in place
    np.exp(e, out=e)
    total = e.sum(axis=-1, keepdims=True)  # (R, V) -> (R, 1)
    # With p = e / total, -log p[t] = log total - (logits[t] - shift): p, which may underflow to 0, is never formed.
    nll = np.log(total[kept, 0]) - (rows[at] - shift[kept, 0])  # (R, 1), (R, V) -> (n,)
    loss = nll.sum() / n  # (n,) -> ()

    def backward(dL: np.ndarray) -> dict[str, np.ndarray]:
        # The derivative of log sum_v exp(x[v]) by x[j] is exp(x[j]) / sum_v exp(x[v]) = p[j]; of x[t] it is delta[j,t].
        # So each token that counts gives dlogits[j] = dL/n (p[j] - delta[j,t]), and its row sums to 0.
        share = float(dL) / n  # a Python float: a float64 scalar would widen float32
        d_rows = e * (share / total)  # (R, V) * (R, 1) -> (R, V): p times dL/n, in one pass
        d_rows[at] -= share
        d_rows[~counts] = 0
        return {"logits": d_rows.reshape(logits.shape)}  # (R, V) -> (..., V)

    return loss, backward
    ### END SOLUTION
