"""positional_embedding: row t of a table for place t, the same for every sequence of the batch.

Forward   P[b, t, d] = W_p[t, d] for b < B and t < T
Given     dP (B, T, D), the upstream gradient of P
Wanted    dW_p (T_max, D), of the shape of W_p whatever T is
Source    Radford, Narasimhan, Salimans and Sutskever, Improving Language Understanding by Generative
          Pre-Training (2018), section 3.1; the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: W_p has 3 rows and 2 columns, T = 2, B = 2, dP = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]. What is dW_p?
by_hand = {"dW_p": [[6, 8], [10, 12], [0, 0]]}

# As index formulas of W_p[M,D], P[B,T,D] and dP[B,T,D]: what is dW_p?
formula = {"dW_p": "dW_p[s,d] = sum[b,t](delta[s,t] * dP[b,t,d])"}


def positional_embedding(W_p: np.ndarray, T: int, B: int) -> tuple[np.ndarray, Callable]:
    """Return P (B, T, D), the first T rows of W_p (T_max, D) for each of B sequences, and its backward.

    backward(dP) returns {"W_p": dW_p (T_max, D)}. Raises ValueError where T is more than the rows of W_p.
    """
    ### BEGIN SOLUTION
    if len(W_p) < T:
        raise ValueError(f"a sequence of {T} tokens is longer than the table of positions, which has {len(W_p)} rows")
    P = np.repeat(W_p[np.newaxis, :T], B, axis=0)  # (1, T, D) -> (B, T, D)

    def backward(dP: np.ndarray) -> dict[str, np.ndarray]:
        # W_p[t] stands at place t of every sequence, so its gradient sums over the index that W_p lacks, b.
        dW_p = np.zeros_like(W_p, dtype=dP.dtype)  # (T_max, D), and 0 stays in the rows from T on: nobody used them
        dW_p[:T] = dP.sum(axis=0)  # (B, T, D) -> (T, D)
        return {"W_p": dW_p}

    return P, backward
    ### END SOLUTION
