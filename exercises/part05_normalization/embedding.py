"""embedding: look up one row of a table for every id.

Forward   Y[..., d] = W_e[ids[...], d]
Given     dY (..., D), the upstream gradient of Y: one row for every id. (ids are whole numbers and have no gradient.)
Wanted    dW_e (V, D)
Source    Bengio, Ducharme, Vincent and Jauvin, A Neural Probabilistic Language Model (2003), section 2; the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: W_e has 4 rows and 2 columns, ids = [2, 0, 2], dY = [[1, 2], [3, 4], [5, 6]]. What is dW_e?
by_hand = {"dW_e": None}

# As index formulas of W_e[V,D], ids[T], Y[T,D] and dY[T,D]: what is dW_e?
formula = {"dW_e": None}


def embedding(W_e: np.ndarray, ids: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = W_e[ids] (*ids.shape, D) and its backward, for W_e (V, D) and ids, int, of any shape.

    backward(dY) returns {"W_e": dW_e (V, D)}. Raises IndexError for an id of V or more.
    """
    raise NotImplementedError(
        "embedding: derive dW_e (V, D)."
    )
