"""scatter_add_rows: the embedding's gradient by a sparse product over the ids that occur, onto what is there.

Forward   Y[n] = W_e[ids[n]], and W_e is the head as well, whose part of dW_e has been written already
Given     dW (V, D), ids (N,) with repeats, and dY (N, D)
Wanted    dW[v] + sum of dY[n] over the n with ids[n] = v, in dW's own memory, at a cost of N D and not of V D
Source    SciPy's documentation of scipy.sparse.csr_array; the course's part 05, embedding
"""

import numpy as np

# By hand: dW = [[1], [1], [1]], ids = [2, 0, 2] and dY = [[3], [4], [5]]. What is dW afterwards?
by_hand = {"dW": None}


def scatter_add_rows(dW: np.ndarray, ids: np.ndarray, dY: np.ndarray) -> None:
    """Add each row of dY (N, D) to the row of dW (V, D) that ids (N,), int in [0, V), names. dW is changed in place.

    An id may occur often: every one of its rows counts. No array as large as dW is made.
    """
    raise NotImplementedError(
        "scatter_add_rows: derive dW[v] + sum of dY[n] over the n with ids[n] = v, in dW's own memory, at "
        "a cost of N D and not of V D."
    )
