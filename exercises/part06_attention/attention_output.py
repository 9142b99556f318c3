"""attention_output: each place takes a weighted sum of the values.

Forward   output[..., i, c] = sum_j P[..., i, j] V[..., j, c]
Given     doutput (..., S, d), the upstream gradient of the output
Wanted    dP (..., S, S) and dV (..., S, d)
Source    Vaswani et al., Attention Is All You Need (2017), section 3.2.1
"""

from collections.abc import Callable

import numpy as np

# By hand: P = [[1, 0], [0.25, 0.75]], V = [[1, 2, 3], [4, 5, 6]], doutput = [[1, 0, -1], [2, 1, 0]].
# What are dP and dV? (P is an argument like any other here: its zero has a gradient too.)
by_hand = {"dP": None, "dV": None}

# As index formulas of P[S,S], V[S,d], output[S,d] and doutput[S,d]: what are dP and dV?
formula = {"dP": None, "dV": None}


def attention_output(P: np.ndarray, V: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return P V (..., S, d) and its backward, for P (..., S, S) and V (..., S, d).

    backward(doutput) returns {"P": dP (..., S, S), "V": dV (..., S, d)}.
    """
    raise NotImplementedError(
        "attention_output: derive dP (..., S, S) and dV (..., S, d)."
    )
