"""scaled_dot_product_attention: each place takes a mean of the values up to its own, weighted by how well keys match.

Forward   output = softmax(Q K^T / sqrt(d) + mask) V, causal: place i sees the places j <= i
Given     doutput (..., S, e), the upstream gradient of the output
Wanted    dQ (..., S, d), dK (..., S, d) and dV (..., S, e)
Source    Vaswani et al., Attention Is All You Need (2017), sections 3.2.1 and 3.2.3
"""

from collections.abc import Callable

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part06_attention.scaled_dot_product_attention runs it, grader check judges it")

from ..part04_loss.softmax import softmax
from .attention_output import attention_output
from .attention_scores import attention_scores
from .causal_mask import causal_mask

# By hand: Q = [[5, 0, 0, 0], [2, 0, 0, 0]], K = [[0, 1, 0, 0], [ln 2, 0, 0, 0]], V = [[3], [0]] (S=2, d=4, e=1), and
# doutput = [[2], [1]]. What are dQ, dK and dV? (Place 1's scores are 0 and ln 2, so its weights are 1/3 and 2/3.)
by_hand = {"dQ": None, "dK": None, "dV": None}

# As index formulas of Q[S,d], K[S,d], V[S,e], P[S,S], output[S,e] and doutput[S,e]: what are dQ, dK and dV? P is the
# causal softmax of Q K^T / sqrt(d).
formula = {"dQ": None, "dK": None, "dV": None}


def scaled_dot_product_attention(Q: np.ndarray, K: np.ndarray, V: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return causal attention's output (..., S, e) and its backward, for Q and K (..., S, d) and V (..., S, e).

    backward(doutput) returns {"Q": dQ (..., S, d), "K": dK (..., S, d), "V": dV (..., S, e)}.
    """
    raise NotImplementedError(
        "scaled_dot_product_attention: derive dQ (..., S, d), dK (..., S, d) and dV (..., S, e)."
    )
