"""Index formulas of grouped_query_attention (dQ, dK, dV): right and known wrong ones."""

import numpy as np

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case


def _of_the_pieces(*, Q: np.ndarray, K: np.ndarray, V: np.ndarray, doutput: np.ndarray, **_: object):
    """Return P, the causal weights (B, H, T, T), and dscores, the gradient of the scores, of the same shape."""
    B, H, T, d = Q.shape
    G = K.shape[1]
    q, up = Q.reshape(B, G, H // G, T, d), doutput.reshape(B, G, H // G, T, d)
    e = np.exp(np.einsum("bgric,bgjc->bgrij", q, K) / np.sqrt(d)) * np.tri(T)
    P = e / e.sum(axis=-1, keepdims=True)
    dP = np.einsum("bgric,bgjc->bgrij", up, V)
    dscores = P * (dP - np.sum(P * dP, axis=-1, keepdims=True))
    return {"P": P.reshape(B, H, T, T), "dscores": dscores.reshape(B, H, T, T)}


# Attention's own gradients were derived in part 06; new is which heads read which keys and values. So the weights and
# the gradient of the scores are given.
DQ = "dQ[b,h,i,c] = sum[j](dscores[b,h,i,j] * K[b, h // (H // G), j, c]) / sqrt(d)"
DK = """
    by_head[b,h,j,c] = sum[i](dscores[b,h,i,j] * Q[b,h,i,c]) / sqrt(d)
    dK[b,g,j,c] = sum[h](delta[g, h // (H // G)] * by_head[b,h,j,c])
"""
DV = """
    by_head[b,h,j,c] = sum[i](P[b,h,i,j] * doutput[b,h,i,c])
    dV[b,g,j,c] = sum[h](delta[g, h // (H // G)] * by_head[b,h,j,c])
"""
IN_TURN = "This deals the heads out in turn, h % G. The heads of a group are neighbours: h // (H // G) is their group."
ALL_HEADS = "This adds up all heads. Only those that read group g owe it anything: h // (H // G) is g."
AVERAGED = "This averages over the heads of a group. Each of them changes the loss by itself: they add up."

FORMULAS = Formulas(
    case=case("formula", Q=normal(2, 6, 4, 5), K=normal(2, 3, 4, 5), V=normal(2, 3, 4, 5)),
    elsewhere=case("elsewhere", Q=normal(3, 8, 5, 6), K=normal(3, 2, 5, 6), V=normal(3, 2, 5, 6)),
    given={
        "Q": "B,H,T,d",
        "K": "B,G,T,d",
        "V": "B,G,T,d",
        "P": "B,H,T,T",
        "dscores": "B,H,T,T",
        "doutput": "B,H,T,d",
    },
    upstream="doutput",
    quantities=_of_the_pieces,
    about=(
        "P holds each head's causal weights, and dscores is the gradient of its Q K^T / sqrt(d), which the softmax "
        "sends back."
    ),
    right=(
        {"dQ": DQ, "dK": DK, "dV": DV},
        {
            "dQ": "dQ[b,h,i,c] = sum[g,j]([h // (H // G) == g] * dscores[b,h,i,j] * K[b,g,j,c]) / sqrt(d)",
            "dK": "dK[b,g,j,c] = sum[h,i](delta[h // (H // G), g] * dscores[b,h,i,j] * Q[b,h,i,c]) / d**0.5",
            "dV": "dV[b,g,j,c] = sum[h,i](delta[h // (H // G), g] * P[b,h,i,j] * doutput[b,h,i,c])",
        },
        {
            "dQ": """
                reads[h,g] = [g * H <= h * G] * [h * G < (g + 1) * H]
                keys[b,h,s,k] = sum[g](reads[h,g] * K[b,g,s,k])
                dQ[b,h,t,k] = sum[s](keys[b,h,s,k] * dscores[b,h,t,s]) / sqrt(d)
            """,
            "dK": """
                reads[h,g] = [g * H <= h * G] * [h * G < (g + 1) * H]
                dK[b,g,s,k] = sum[h](reads[h,g] * sum[t](Q[b,h,t,k] * dscores[b,h,t,s])) / sqrt(d)
            """,
            "dV": """
                reads[h,g] = [g * H <= h * G] * [h * G < (g + 1) * H]
                dV[b,g,s,k] = sum[h](reads[h,g] * sum[t](doutput[b,h,t,k] * P[b,h,t,s]))
            """,
        },
    ),
    wrong=(
        WrongFormula("dQ", DQ.replace("h // (H // G)", "h % G"), text=IN_TURN),
        WrongFormula("dQ", DQ.replace(" / sqrt(d)", ""), "missing-factor"),
        WrongFormula("dQ", DQ.replace("dscores[b,h,i,j]", "dscores[b,h,j,i]"), "transpose"),
        WrongFormula("dK", DK.replace("h // (H // G)", "h % G"), text=IN_TURN),
        WrongFormula("dK", DK.replace("delta[g, h // (H // G)] * ", "[g < G] * "), text=ALL_HEADS),
        WrongFormula("dK", DK.replace("by_head[b,h,j,c])", "by_head[b,h,j,c]) / (H // G)"), text=AVERAGED),
        WrongFormula("dK", DK.replace("dscores[b,h,i,j]", "dscores[b,h,j,i]"), "transpose"),
        WrongFormula("dK", DK.replace(" / sqrt(d)", ""), "missing-factor"),
        WrongFormula("dV", DV.replace("h // (H // G)", "h % G"), text=IN_TURN),
        WrongFormula("dV", DV.replace("by_head[b,h,j,c])", "by_head[b,h,j,c]) / (H // G)"), text=AVERAGED),
        WrongFormula("dV", DV.replace("P[b,h,i,j]", "P[b,h,j,i]"), "transpose"),
        WrongFormula("dV", DV.replace("doutput[b,h,i,c]", "Q[b,h,i,c]"), "upstream-missing"),
        WrongFormula("dV", DV.replace("sum[h](delta", "-sum[h](delta"), "sign"),
    ),
)
