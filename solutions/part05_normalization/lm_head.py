"""lm_head: score every token of the vocabulary by its embedding's dot product with the hidden state.

Forward   logits[..., v] = sum_d h[..., d] W_e[v, d]
Given     dlogits (..., V), the upstream gradient of the logits
Wanted    dh (..., D) and dW_e (V, D)
Source    Press and Wolf, Using the Output Embedding to Improve Language Models (2017), section 3; the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: h = [[1, 2]], W_e = [[1, 0], [0, 1], [2, -1]], dlogits = [[1, -1, 2]]. What are dh and dW_e?
by_hand = {"dh": [[5, -3]], "dW_e": [[1, 2], [-1, -2], [2, 4]]}

# As index formulas of h[N,D], W_e[V,D], logits[N,V] and dlogits[N,V]: what are dh and dW_e?
formula = {
    "dh": "dh[n,d] = sum[v](dlogits[n,v] * W_e[v,d])",
    "dW_e": "dW_e[v,d] = sum[n](dlogits[n,v] * h[n,d])",
}


def lm_head(h: np.ndarray, W_e: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return logits = h W_e^T (..., V) and its backward, for h (..., D) and the embedding table W_e (V, D).

    backward(dlogits) returns {"h": dh (..., D), "W_e": dW_e (V, D)}.
    """
    ### BEGIN SOLUTION
    V, D = W_e.shape
    logits = h @ W_e.T  # (..., D) (D, V) -> (..., V)

    def backward(dlogits: np.ndarray) -> dict[str, np.ndarray]:
        # h[n,d] reaches all logits of place n, with the weight W_e[v,d]: sum over v. The table stands there as stored.
        dh = dlogits @ W_e  # (..., V) (V, D) -> (..., D)
        # W_e[v] scores token v at every place n, with the weight h[n,d]: sum over n, all leading axes made one.
        dW_e = dlogits.reshape(-1, V).T @ h.reshape(-1, D)  # (V, N) (N, D) -> (V, D)
        return {"h": dh, "W_e": dW_e}

    return logits, backward
    ### END SOLUTION
