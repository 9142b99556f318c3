"""scaled_dot_product_attention: each place takes a mean of the values up to its own, weighted by how well keys match.

Forward   output = softmax(Q K^T / sqrt(d) + mask) V, causal: place i sees the places j <= i
Given     doutput (..., S, e), the upstream gradient of the output
Wanted    dQ (..., S, d), dK (..., S, d) and dV (..., S, e)
Source    Vaswani et al., Attention Is All You Need (2017), sections 3.2.1 and 3.2.3
"""

from collections.abc import Callable

import numpy as np

from ..part04_loss.softmax import softmax
from .attention_output import attention_output
from .attention_scores import attention_scores
from .causal_mask import causal_mask

# By hand: Q = [[5, 0, 0, 0], [2, 0, 0, 0]], K = [[0, 1, 0, 0], [ln 2, 0, 0, 0]], V = [[3], [0]] (S=2, d=4, e=1), and
# doutput = [[2], [1]]. What are dQ, dK and dV? (Place 1's scores are 0 and ln 2, so its weights are 1/3 and 2/3.)
by_hand = {
    "dQ": [[0, 0, 0, 0], [-0.2310, 0.3333, 0, 0]],
    "dK": [[0.6667, 0, 0, 0], [-0.6667, 0, 0, 0]],
    "dV": [[2.3333], [0.6667]],
}

# As index formulas of Q[S,d], K[S,d], V[S,e], P[S,S], output[S,e] and doutput[S,e]: what are dQ, dK and dV? P is the
# causal softmax of Q K^T / sqrt(d).
formula = {
    "dQ": """
        dP[i,j] = sum[c](doutput[i,c] * V[j,c])
            dscores[i,j] = P[i,j] * (dP[i,j] - sum[l](P[i,l] * dP[i,l]))
        dQ[i,k] = sum[j](dscores[i,j] * K[j,k]) / sqrt(d)
    """,
    "dK": "dK[j,k] = sum[i](dscores[i,j] * Q[i,k]) / sqrt(d)",
    "dV": "dV[j,c] = sum[i](P[i,j] * doutput[i,c])",
}


def scaled_dot_product_attention(Q: np.ndarray, K: np.ndarray, V: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return causal attention's output (..., S, e) and its backward, for Q and K (..., S, d) and V (..., S, e).

    backward(doutput) returns {"Q": dQ (..., S, d), "K": dK (..., S, d), "V": dV (..., S, e)}.
    """
    ### BEGIN SOLUTION
    scores, scores_backward = attention_scores(Q, K)  # (..., S, d), (..., S, d) -> (..., S, S)
    mask = causal_mask(Q.shape[-2])  # (S, S)
    mask = np.asarray(mask, dtype=scores.dtype, like=scores)  # float32 stays float32, and a GPU's array a GPU's
    # exp of a masked score is 0 to the last bit: row i of P is a softmax over the places j <= i alone.
    P, softmax_backward = softmax(scores + mask)  # (..., S, S)
    output, output_backward = attention_output(P, V)  # (..., S, S), (..., S, e) -> (..., S, e)

    def backward(doutput: np.ndarray) -> dict[str, np.ndarray]:
        # The chain rule walks the four steps from the last to the first; each already knows its own way back.
        by_output = output_backward(doutput)  # {"P": (..., S, S), "V": (..., S, e)}
        dscores = softmax_backward(by_output["P"])["x"]  # (..., S, S)
        # The mask is a constant that was added: its step passes dscores on as it is. Where P is 0 so is dscores,
        # P[i,j] being a factor of it, and so nothing flows back to a later place.
        by_scores = scores_backward(dscores)  # {"Q": (..., S, d), "K": (..., S, d)}
        return {"Q": by_scores["Q"], "K": by_scores["K"], "V": by_output["V"]}

    return output, backward
    ### END SOLUTION
