"""cross_entropy: how surprised the probabilities p are by the classes y, summed over the rows.

Forward   L = -sum_r log p[r, y[r]], r over all rows
Given     dL, the upstream gradient of L, a number
Wanted    dp (..., V)
Source    Goodfellow, Bengio and Courville, Deep Learning (2016), section 3.13
"""

from collections.abc import Callable

import numpy as np

# By hand: p = [1/3, 2/3], y = 0, dL = 1, so that L = ln 3 = 1.0986. What is dp?
by_hand = {"dp": None}

# As index formulas of p[R,V], y[R], L and dL: what is dp?
formula = {"dp": None}


def cross_entropy(p: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return the loss, one number, and its backward, for p (..., V) and integer classes y (...) in [0, V).

    p is taken as it comes: its rows need not sum to 1, and it may be 0 away from the classes y.
    backward(dL) returns {"p": dp (..., V)}.
    """
    raise NotImplementedError(
        "cross_entropy: derive dp (..., V)."
    )
