"""cross_entropy_in_place: the loss in one pass over the logits, which become their own gradient on the way.

Forward   loss = mean over the rows that count of log(sum_v exp(logits[n,v])) - logits[n, target[n]]
Given     logits (N, V) and targets (N,), -1 where a row does not count
Wanted    the loss, and dlogits (N, V) in the memory of logits, each row read and written while it is in the cache
Source    the course's part 04, softmax_cross_entropy, whose gradient is (softmax - one-hot) / count
"""

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part15_speed.cross_entropy_in_place runs it, grader check judges it")

from .share import share

# By hand: logits = [[0, ln 3], [5, 6]], targets = [0, -1]. What is the loss, and what stands in logits afterwards?
by_hand = {"loss": None, "dlogits": None}


def cross_entropy_in_place(
    logits: np.ndarray, targets: np.ndarray, ignore_index: int = -1, chunk: int = 524_288
) -> float:
    """Return the mean loss, a float, over the targets that count; logits (N, V) are overwritten by dloss/dlogits.

    targets (N,) are in [0, V), or ignore_index; rows of the latter end as zeros. Where none counts the loss is 0.
    No array is made that is larger than a row or two columns. Rows are worked on as many at once as have `chunk`
    entries, at least one: 10 of GPT-2's rows of 50,257, which are 2 MB in float32.
    """
    raise NotImplementedError(
        "cross_entropy_in_place: derive the loss, and dlogits (N, V) in the memory of logits, each row "
        "read and written while it is in the cache."
    )
