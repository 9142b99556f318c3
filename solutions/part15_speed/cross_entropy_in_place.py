"""cross_entropy_in_place: the loss in one pass over the logits, which become their own gradient on the way.

Forward   loss = mean over the rows that count of log(sum_v exp(logits[n,v])) - logits[n, target[n]]
Given     logits (N, V) and targets (N,), -1 where a row does not count
Wanted    the loss, and dlogits (N, V) in the memory of logits, each row read and written while it is in the cache
Source    the course's part 04, softmax_cross_entropy, whose gradient is (softmax - one-hot) / count
"""

import numpy as np

from .share import share

# By hand: logits = [[0, ln 3], [5, 6]], targets = [0, -1]. What is the loss, and what stands in logits afterwards?
by_hand = {"loss": 1.3863, "dlogits": [[-0.75, 0.75], [0, 0]]}


def cross_entropy_in_place(
    logits: np.ndarray, targets: np.ndarray, ignore_index: int = -1, chunk: int = 524_288
) -> float:
    """Return the mean loss, a float, over the targets that count; logits (N, V) are overwritten by dloss/dlogits.

    targets (N,) are in [0, V), or ignore_index; rows of the latter end as zeros. Where none counts the loss is 0.
    No array is made that is larger than a row or two columns. Rows are worked on as many at once as have `chunk`
    entries, at least one: 10 of GPT-2's rows of 50,257, which are 2 MB in float32.
    """
    ### BEGIN SOLUTION
    N, V = logits.shape
    losses = np.zeros(N, np.float64)  # a sum of a thousand small numbers: float64 costs nothing here
    count = max(1, np.count_nonzero(targets != ignore_index))
    step = max(1, chunk // V)
    ones = np.ones((V, 1), logits.dtype)

    def work(start: int, stop: int) -> None:
        for a in range(start, stop, step):
            b = min(a + step, stop)
            rows, wanted = logits[a:b], targets[a:b]  # (n, V), (n,)
            counts = wanted != ignore_index
            at = np.flatnonzero(counts), wanted[counts]
            rows -= rows.max(axis=-1, keepdims=True)
            losses[a:b][counts] = -rows[at]  # before exp: afterwards the logit is gone
            np.exp(rows, out=rows)
            sums = rows @ ones  # (n, 1)
            losses[a:b] += np.log(sums[:, 0])
            losses[a:b][~counts] = 0
            # One factor makes both softmax and mean; a row that does not count gets 0 for it.
            rows *= counts[:, np.newaxis] / (sums * count)
            rows[at] -= 1 / count

    share(work, N, least=max(1, step // 4))
    return float(losses.sum() / count)
    ### END SOLUTION
