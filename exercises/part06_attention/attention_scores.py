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
by_hand = {"dQ": None, "dK": None}

# As index formulas of Q[S,d], K[S,d], scores[S,S] and dscores[S,S]: what are dQ and dK?
formula = {"dQ": None, "dK": None}


def attention_scores(Q: np.ndarray, K: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return the scores Q K^T / sqrt(d) (..., S, S) and their backward, for Q and K (..., S, d).

    backward(dscores) returns {"Q": dQ (..., S, d), "K": dK (..., S, d)}.
    """
    raise NotImplementedError(
        "attention_scores: derive dQ (..., S, d) and dK (..., S, d)."
    )
