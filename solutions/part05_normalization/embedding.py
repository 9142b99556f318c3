"""embedding: look up one row of a table for every id.

Forward   Y[..., d] = W_e[ids[...], d]
Given     dY (..., D), the upstream gradient of Y: one row for every id. (ids are whole numbers and have no gradient.)
Wanted    dW_e (V, D)
Source    Bengio, Ducharme, Vincent and Jauvin, A Neural Probabilistic Language Model (2003), section 2; the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: W_e has 4 rows and 2 columns, ids = [2, 0, 2], dY = [[1, 2], [3, 4], [5, 6]]. What is dW_e?
by_hand = {"dW_e": [[3, 4], [0, 0], [6, 8], [0, 0]]}

# As index formulas of W_e[V,D], ids[T], Y[T,D] and dY[T,D]: what is dW_e?
formula = {"dW_e": "dW_e[v,d] = sum[t](delta[v,ids[t]] * dY[t,d])"}


def embedding(W_e: np.ndarray, ids: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = W_e[ids] (*ids.shape, D) and its backward, for W_e (V, D) and ids, int, of any shape.

    backward(dY) returns {"W_e": dW_e (V, D)}. Raises IndexError for an id of V or more.
    """
    ### BEGIN SOLUTION
    Y = W_e[ids]  # (V, D) -> (*ids.shape, D)

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # Y[n,d] = sum_v [ids[n] = v] W_e[v,d], so dW_e[v,d] = sum_n [ids[n] = v] dY[n,d]: the forward gathers a row at
        # each place n, the backward scatters dY[n] back to that row, and what meets in one row adds up.
        dW_e = np.zeros_like(W_e, dtype=dY.dtype)  # (V, D), and 0 stays in the rows that no id names
        np.add.at(dW_e, ids, dY)  # visits a repeated id once for each place; dW_e[ids] = ... writes it once
        return {"W_e": dW_e}

    return Y, backward
    ### END SOLUTION
