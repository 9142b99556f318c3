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
by_hand = {"dlogits": None}

# As index formulas of logits[R,V], targets[R], ignore_index, p[R,V], n, L and dL: what is dlogits? p is
# softmax(logits), n how many tokens count.
formula = {"dlogits": None}


def softmax_cross_entropy(
    logits: np.ndarray, targets: np.ndarray, ignore_index: int = -1
) -> tuple[np.ndarray, Callable]:
    """Return the loss, one number, and its backward, for logits (..., V) and integer targets (...).

    Tokens whose target is ignore_index (any integer) count for nothing; the other targets are in [0, V).
    Where every target is ignored, the loss and its gradient are 0.
    backward(dL) returns {"logits": dlogits (..., V)}.
    """
    raise NotImplementedError(
        "softmax_cross_entropy: derive dlogits (..., V)."
    )
