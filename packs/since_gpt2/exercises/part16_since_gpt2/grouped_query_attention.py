"""grouped_query_attention: causal attention in which several heads share one set of keys and values.

Forward   output[:, h] = causal attention of Q[:, h], K[:, g] and V[:, g], where head h of H reads group
          g = h // (H // G) of G
Given     doutput (B, H, T, d), the upstream gradient of the output
Wanted    dQ (B, H, T, d), dK (B, G, T, d) and dV (B, G, T, d)
Source    Ainslie et al., GQA: Training Generalized Multi-Query Transformer Models from Multi-Head Checkpoints (2023),
          arXiv 2305.13245, section 2.2; with one group, Shazeer, Fast Transformer Decoding (2019), arXiv 1911.02150
"""

from collections.abc import Callable

import numpy as np

from ..part06_attention.scaled_dot_product_attention import scaled_dot_product_attention

# By hand: two heads and one group (B=1, H=2, G=1, T=2, d=1). Q = [[[[5], [1]], [[4], [-1]]]], K = [[[[0], [ln 2]]]],
# V = [[[[3], [0]]]], doutput = [[[[1], [3]], [[2], [1.5]]]]. At place 1 the weights are 1/3 and 2/3 in head 0, and 2/3
# and 1/3 in head 1. What are dQ, dK and dV?
by_hand = {"dQ": None, "dK": None, "dV": None}

# As index formulas of Q[B,H,T,d], K[B,G,T,d], V[B,G,T,d], P[B,H,T,T], dscores[B,H,T,T] and doutput[B,H,T,d]: what are
# dQ, dK and dV? P holds each head's causal weights, and dscores is the gradient of its Q K^T / sqrt(d), which the
# softmax sends back.
formula = {"dQ": None, "dK": None, "dV": None}


def grouped_query_attention(Q: np.ndarray, K: np.ndarray, V: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return the output (B, H, T, d) and its backward, for Q (B, H, T, d), K and V (B, G, T, d), H a multiple of G.

    backward(doutput) returns {"Q": dQ (B, H, T, d), "K": dK (B, G, T, d), "V": dV (B, G, T, d)}.
    """
    raise NotImplementedError(
        "grouped_query_attention: derive dQ (B, H, T, d), dK (B, G, T, d) and dV (B, G, T, d)."
    )
