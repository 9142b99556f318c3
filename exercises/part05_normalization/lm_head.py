"""lm_head: score every token of the vocabulary by its embedding's dot product with the hidden state.

Forward   logits[..., v] = sum_d h[..., d] W_e[v, d]
Given     dlogits (..., V), the upstream gradient of the logits
Wanted    dh (..., D) and dW_e (V, D)
Source    Press and Wolf, Using the Output Embedding to Improve Language Models (2017), section 3; the chain rule
"""

from collections.abc import Callable

import numpy as np

# By hand: h = [[1, 2]], W_e = [[1, 0], [0, 1], [2, -1]], dlogits = [[1, -1, 2]]. What are dh and dW_e?
by_hand = {"dh": None, "dW_e": None}

# As index formulas of h[N,D], W_e[V,D], logits[N,V] and dlogits[N,V]: what are dh and dW_e?
formula = {"dh": None, "dW_e": None}


def lm_head(h: np.ndarray, W_e: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return logits = h W_e^T (..., V) and its backward, for h (..., D) and the embedding table W_e (V, D).

    backward(dlogits) returns {"h": dh (..., D), "W_e": dW_e (V, D)}.
    """
    raise NotImplementedError(
        "lm_head: derive dh (..., D) and dW_e (V, D)."
    )
