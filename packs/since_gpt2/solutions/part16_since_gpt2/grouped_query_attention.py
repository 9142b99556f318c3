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
by_hand = {
    "dQ": [[[[0], [-1.3863]], [[0], [-0.6931]]]],
    "dK": [[[[1], [-1]]]],
    "dV": [[[[5], [2.5]]]],
}

# As index formulas of Q[B,H,T,d], K[B,G,T,d], V[B,G,T,d], P[B,H,T,T], dscores[B,H,T,T] and doutput[B,H,T,d]: what are
# dQ, dK and dV? P holds each head's causal weights, and dscores is the gradient of its Q K^T / sqrt(d), which the
# softmax sends back.
formula = {
    "dQ": "dQ[b,h,i,c] = sum[j](dscores[b,h,i,j] * K[b, h // (H // G), j, c]) / sqrt(d)",
    "dK": """
        by_head[b,h,j,c] = sum[i](dscores[b,h,i,j] * Q[b,h,i,c]) / sqrt(d)
        dK[b,g,j,c] = sum[h](delta[g, h // (H // G)] * by_head[b,h,j,c])
    """,
    "dV": """
        by_head[b,h,j,c] = sum[i](P[b,h,i,j] * doutput[b,h,i,c])
        dV[b,g,j,c] = sum[h](delta[g, h // (H // G)] * by_head[b,h,j,c])
    """,
}


def grouped_query_attention(Q: np.ndarray, K: np.ndarray, V: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return the output (B, H, T, d) and its backward, for Q (B, H, T, d), K and V (B, G, T, d), H a multiple of G.

    backward(doutput) returns {"Q": dQ (B, H, T, d), "K": dK (B, G, T, d), "V": dV (B, G, T, d)}.
    """
    ### BEGIN SOLUTION
    B, H, T, d = Q.shape
    G = K.shape[1]
    per_group = H // G
    # The heads that read one group are neighbours: so each set of keys and values stands per_group times in a row.
    K_of_head = np.repeat(K, per_group, axis=1)  # (B, G, T, d) -> (B, H, T, d)
    V_of_head = np.repeat(V, per_group, axis=1)  # (B, G, T, d) -> (B, H, T, d)
    output, attention_backward = scaled_dot_product_attention(Q, K_of_head, V_of_head)  # (B, H, T, d)

    def backward(doutput: np.ndarray) -> dict[str, np.ndarray]:
        by_head = attention_backward(doutput)  # {"Q", "K", "V"}, each (B, H, T, d), as if no head shared
        # A key of group g is copied to per_group heads: K_of_head[b,h,j,c] = K[b, h // per_group, j, c]. It reaches the
        # output through all of these, and owes each of them its part, so the way back of a copy is a sum over copies.
        dK = by_head["K"].reshape(B, G, per_group, T, d).sum(axis=2)  # (B, H, T, d) -> (B, G, T, d)
        dV = by_head["V"].reshape(B, G, per_group, T, d).sum(axis=2)  # (B, H, T, d) -> (B, G, T, d)
        return {"Q": by_head["Q"], "K": dK, "V": dV}  # a query serves one head alone: nothing to sum

    return output, backward
    ### END SOLUTION
