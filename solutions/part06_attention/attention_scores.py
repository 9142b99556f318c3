"""attention_scores: how well the query of each place matches the key of each place.

Forward   scores[..., i, j] = sum_c Q[..., i, c] K[..., j, c] / sqrt(d)
Given     dscores (..., S, S), the upstream gradient of the scores
Wanted    dQ (..., S, d) and dK (..., S, d)
Source    Vaswani et al., Attention Is All You Need (2017), section 3.2.1
"""

import math
from collections.abc import Callable

import numpy as np

# By hand: Q = [[1, 0, 2, 0], [0, 3, 0, 1]], K = [[2, 1, 0, 0], [0, 0, 4, 2]] (S=2, d=4, so sqrt(d) = 2), and
# dscores = [[1, 2], [0, -1]]. What are dQ and dK?
by_hand = {"dQ": [[1, 0.5, 4, 2], [0, 0, -2, -1]], "dK": [[0.5, 0, 1, 0], [1, -1.5, 2, -0.5]]}

# As index formulas of Q[S,d], K[S,d], scores[S,S] and dscores[S,S]: what are dQ and dK?
formula = {
    "dQ": "dQ[i,c] = sum[j](dscores[i,j] * K[j,c]) / sqrt(d)",
    "dK": "dK[j,c] = sum[i](dscores[i,j] * Q[i,c]) / sqrt(d)",
}


def attention_scores(Q: np.ndarray, K: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return the scores Q K^T / sqrt(d) (..., S, S) and their backward, for Q and K (..., S, d).

    backward(dscores) returns {"Q": dQ (..., S, d), "K": dK (..., S, d)}.
    """
    ### BEGIN SOLUTION
    scale = 1.0 / math.sqrt(Q.shape[-1])
    q = Q * scale  # the S d queries are fewer than the S S scores: scale them before the product
    scores = q @ K.swapaxes(-1, -2)  # (..., S, d) (..., d, S) -> (..., S, S)

    def backward(dscores: np.ndarray) -> dict[str, np.ndarray]:
        # scores[i,j] = sum_c Q[i,c] K[j,c] / sqrt(d), so Q[i,c] reaches row i, each j of it by K[j,c] / sqrt(d):
        # dQ[i,c] = sum_j dscores[i,j] K[j,c] / sqrt(d).
        dQ = dscores @ K * scale  # (..., S, S) (..., S, d) -> (..., S, d)
        # K[j,c] reaches column j, each i by Q[i,c] / sqrt(d): dK[j,c] = sum_i dscores[i,j] Q[i,c] / sqrt(d).
        # The sum runs over the first index of dscores, so it is the transpose that multiplies.
        dK = dscores.swapaxes(-1, -2) @ q  # (..., S, S) (..., S, d) -> (..., S, d)
        return {"Q": dQ, "K": dK}

    return scores, backward
    ### END SOLUTION
