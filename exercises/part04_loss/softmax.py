"""softmax: turn each row of numbers into probabilities, along the last axis.

Forward   p[..., i] = exp(x[..., i]) / sum_k exp(x[..., k])
Given     dp (..., V), the upstream gradient of p
Wanted    dx (..., V)
Source    Goodfellow, Bengio and Courville, Deep Learning (2016), sections 4.1 and 6.2.2.3
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [0, ln 2], dp = [1, 0]. What is dx?
by_hand = {"dx": None}

# As index formulas of x[R,V], p[R,V] and dp[R,V]: what is dx?
formula = {"dx": None}


def softmax(x: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return p (..., V), whose rows sum to 1, and its backward, for x (..., V) of any finite size.

    backward(dp) returns {"x": dx (..., V)}.
    """
    raise NotImplementedError(
        "softmax: derive dx (..., V)."
    )
