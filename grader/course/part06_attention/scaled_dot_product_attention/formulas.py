"""Index formulas of scaled_dot_product_attention (dQ, dK, dV): right and known wrong ones."""

import numpy as np

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case


def _weights(*, Q: np.ndarray, K: np.ndarray, **_: object) -> dict[str, np.ndarray]:
    """Return P, the causal attention weights (S, S)."""
    e = np.exp(Q @ K.T / np.sqrt(Q.shape[-1])) * np.tri(len(Q))
    return {"P": e / e.sum(axis=-1, keepdims=True)}


DSCORES = """
    dP[i,j] = sum[c](doutput[i,c] * V[j,c])
    dscores[i,j] = P[i,j] * (dP[i,j] - sum[l](P[i,l] * dP[i,l]))
"""
DQ = DSCORES + "dQ[i,k] = sum[j](dscores[i,j] * K[j,k]) / sqrt(d)"
DK = DSCORES + "dK[j,k] = sum[i](dscores[i,j] * Q[i,k]) / sqrt(d)"

FORMULAS = Formulas(
    case=case("formula", Q=normal(3, 5), K=normal(3, 5), V=normal(3, 6)),
    elsewhere=case("elsewhere", Q=normal(4, 3), K=normal(4, 3), V=normal(4, 2)),
    given={"Q": "S,d", "K": "S,d", "V": "S,e", "P": "S,S", "output": "S,e", "doutput": "S,e"},
    upstream="doutput",
    quantities=_weights,
    about=("P is the causal softmax of Q K^T / sqrt(d)."),
    right=(
        {
            "dQ": DQ,
            "dK": "dK[j,k] = sum[i](dscores[i,j] * Q[i,k]) / sqrt(d)",
            "dV": "dV[j,c] = sum[i](P[i,j] * doutput[i,c])",
        },
        {
            "dV": "dV[s,c] = sum[r](doutput[r,c] * P[r,s])",
            "dK": DK,
            "dQ": "dQ[a,b] = sum[s](K[s,b] * dscores[a,s]) / d**0.5",
        },
        {
            "dQ": """
                row[i] = sum[c](doutput[i,c] * output[i,c])
                dz[i,j] = P[i,j] * (sum[c](doutput[i,c] * V[j,c]) - row[i]) / sqrt(d)
                dQ[i,k] = sum[j](dz[i,j] * K[j,k])
            """,
            "dK": "dK[j,k] = sum[i](dz[i,j] * Q[i,k])",
            "dV": """
                w[i,j] = [j <= i] * exp(sum[k](Q[i,k] * K[j,k]) / sqrt(d))
                dV[j,c] = sum[i](w[i,j] / sum[l](w[i,l]) * doutput[i,c])
            """,
        },
    ),
    wrong=(
        WrongFormula("dQ", DQ.replace(" / sqrt(d)", ""), "missing-factor"),
        WrongFormula("dK", DK.replace("sum[i](dscores[i,j]", "sum[i](dscores[j,i]"), "transpose"),
        WrongFormula("dV", "dV[j,c] = sum[i](P[j,i] * doutput[i,c])", "transpose"),
        WrongFormula(
            "dQ",
            DQ.replace(" - sum[l](P[i,l] * dP[i,l])", ""),
            text="The softmax's second term is missing: a score stands in the denominator of its whole row.",
        ),
        WrongFormula("dQ", DQ.replace("dP[i,j] - sum", "dP[i,j] + sum"), "sign"),
        WrongFormula("dK", DK.replace("dscores[i,j] * Q[i,k]", "dscores[i,j] * K[i,k]"), "other-quantity"),
        WrongFormula("dV", "dV[j,c] = sum[i](P[i,j] * V[i,c])", "upstream-missing"),
        WrongFormula("dK", DK.replace("sum[l](P[i,l] * dP[i,l])", "P[i,l] * dP[i,l]"), "missing-sum"),
        WrongFormula("dQ", DQ.replace("sum[l](P[i,l] * dP[i,l])", "sum[j](P[i,j] * dP[i,j])"), "index-clash"),
    ),
)
