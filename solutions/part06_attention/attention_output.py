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
by_hand = {"dP": [[-2, -2], [4, 13]], "dV": [[1.5, 0.25, -1], [1.5, 0.75, 0]]}

# As index formulas of P[S,S], V[S,d], output[S,d] and doutput[S,d]: what are dP and dV?
formula = {
    "dP": "dP[i,j] = sum[c](doutput[i,c] * V[j,c])",
    "dV": "dV[j,c] = sum[i](P[i,j] * doutput[i,c])",
}


def attention_output(P: np.ndarray, V: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return P V (..., S, d) and its backward, for P (..., S, S) and V (..., S, d).

    backward(doutput) returns {"P": dP (..., S, S), "V": dV (..., S, d)}.
    """
    ### BEGIN SOLUTION
    output = P @ V  # (..., S, S) (..., S, d) -> (..., S, d)

    def backward(doutput: np.ndarray) -> dict[str, np.ndarray]:
        # P[i,j] reaches row i of the output, each c by V[j,c]: dP[i,j] = sum_c doutput[i,c] V[j,c].
        dP = doutput @ V.swapaxes(-1, -2)  # (..., S, d) (..., d, S) -> (..., S, S)
        # V[j,c] reaches column c, each i by P[i,j]: dV[j,c] = sum_i P[i,j] doutput[i,c], a sum over P's first index.
        dV = P.swapaxes(-1, -2) @ doutput  # (..., S, S) (..., S, d) -> (..., S, d)
        return {"P": dP, "V": dV}

    return output, backward
    ### END SOLUTION
