"""softmax: turn each row of numbers into probabilities, along the last axis.

Forward   p[..., i] = exp(x[..., i]) / sum_k exp(x[..., k])
Given     dp (..., V), the upstream gradient of p
Wanted    dx (..., V)
Source    Goodfellow, Bengio and Courville, Deep Learning (2016), sections 4.1 and 6.2.2.3
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [0, ln 2], dp = [1, 0]. What is dx?
by_hand = {"dx": [0.2222, -0.2222]}

# As index formulas of x[R,V], p[R,V] and dp[R,V]: what is dx?
formula = {
    "dx": """
        mean_dp[r] = sum[k](dp[r,k] * p[r,k])
        dx[r,i] = p[r,i] * (dp[r,i] - mean_dp[r])
    """,
}


def softmax(x: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return p (..., V), whose rows sum to 1, and its backward, for x (..., V) of any finite size.

    backward(dp) returns {"x": dx (..., V)}.
    """
    ### BEGIN SOLUTION
    # exp overflows above 709. A number taken off a whole row changes no ratio, so take off the row's largest.
    shift = x.max(axis=-1, keepdims=True)  # (..., V) -> (..., 1)
    e = np.exp(x - shift)  # at most 1, and 1 somewhere in each row: no sum below is 0
    p = e / e.sum(axis=-1, keepdims=True)  # (..., V) / (..., 1) -> (..., V)

    def backward(dp: np.ndarray) -> dict[str, np.ndarray]:
        # Within a row, the derivative of p[i] by x[j] is p[i] (delta[i,j] - p[j]): the quotient rule. x[j] reaches
        # every p[i] of its row, so dx[j] = sum_i dp[i] p[i] (delta[i,j] - p[j]) = p[j] dp[j] - p[j] sum_i dp[i] p[i].
        # delta picks one term of its sum; the other sum is one number a row, the mean of dp under p.
        mean = np.sum(dp * p, axis=-1, keepdims=True)  # (..., V) -> (..., 1)
        return {"x": p * (dp - mean)}

    return p, backward
    ### END SOLUTION
