"""Index formulas of multi_head_attention (dx, dW_attn, db_attn, dW_proj, db_proj): right and known wrong ones."""

import numpy as np

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case
from reference import oracles
from reference.part06_attention.merge_heads import forward as merge_heads
from reference.part06_attention.scaled_dot_product_attention import forward as scaled_dot_product_attention
from reference.part06_attention.split_heads import forward as split_heads


def _quantities(*, x, W_attn, b_attn, W_proj, dY, n_head, **_: object) -> dict[str, np.ndarray]:
    """Return A, the merged outputs of the heads, and dQKV, the gradient of x W_attn + b_attn."""

    def attend(QKV: np.ndarray) -> np.ndarray:
        Q, K, V = (split_heads(part, n_head) for part in np.split(QKV, 3, axis=-1))
        return merge_heads(scaled_dot_product_attention(Q, K, V))

    QKV = x @ W_attn + b_attn
    dQKV = oracles.complex_step(attend, {"QKV": QKV}, ["QKV"], dY @ W_proj.T)["QKV"]
    return {"A": attend(QKV), "dQKV": dQKV}


# The pieces' gradients were derived in their own exercises; new is how they are combined. So dQKV, which the heads send
# back, is given, and the formulas are those of the two linear layers around them.
FORMULAS = Formulas(
    case=case(
        "formula",
        x=normal(2, 3, 4),
        W_attn=normal(4, 12, std=0.5),
        b_attn=normal(12, std=0.5),
        W_proj=normal(4, 4),
        b_proj=normal(4),
        n_head=2,
    ),
    elsewhere=case(
        "elsewhere",
        x=normal(3, 2, 6),
        W_attn=normal(6, 18, std=0.5),
        b_attn=normal(18, std=0.5),
        W_proj=normal(6, 6),
        b_proj=normal(6),
        n_head=3,
    ),
    given={"x": "B,T,D", "W_attn": "D,3D", "W_proj": "D,D", "A": "B,T,D", "dQKV": "B,T,3D", "dY": "B,T,D"},
    quantities=_quantities,
    about=("A holds the heads' answers side by side, dQKV is the gradient of x W_attn + b_attn."),
    right=(
        {
            "dx": "dx[b,t,i] = sum[c](dQKV[b,t,c] * W_attn[i,c])",
            "dW_attn": "dW_attn[i,c] = sum[b,t](x[b,t,i] * dQKV[b,t,c])",
            "db_attn": "db_attn[c] = sum[b,t](dQKV[b,t,c])",
            "dW_proj": "dW_proj[i,o] = sum[b,t](A[b,t,i] * dY[b,t,o])",
            "db_proj": "db_proj[o] = sum[b,t](dY[b,t,o])",
        },
        {
            "dx": "dx[n,s,k] = sum[j](W_attn[k,j] * dQKV[n,s,j])",
            "dW_attn": "dW_attn[k,j] = sum[n](sum[s](dQKV[n,s,j] * x[n,s,k]))",
            "db_attn": "db_attn[j] = sum[s](sum[n](dQKV[n,s,j]))",
            "dW_proj": "dW_proj[k,j] = sum[n,s](dY[n,s,j] * A[n,s,k])",
            "db_proj": "db_proj[j] = B * T * mean[n,s](dY[n,s,j])",
        },
        {
            "dx": """
                through_Q[b,t,i] = sum[c](delta[c // D, 0] * dQKV[b,t,c] * W_attn[i,c])
                through_K[b,t,i] = sum[c](delta[c // D, 1] * dQKV[b,t,c] * W_attn[i,c])
                through_V[b,t,i] = sum[c](delta[c // D, 2] * dQKV[b,t,c] * W_attn[i,c])
                dx[b,t,i] = through_Q[b,t,i] + through_K[b,t,i] + through_V[b,t,i]
            """,
            "dW_attn": "per_item[b,i,c] = sum[t](x[b,t,i] * dQKV[b,t,c])\ndW_attn[i,c] = sum[b](per_item[b,i,c])",
            "db_attn": "db_attn[c] = sum[t,b](dQKV[b,t,c])",
            "dW_proj": "dW_proj[i,o] = sum[t,b](A[b,t,i] * dY[b,t,o])",
            "db_proj": "db_proj[o] = sum[t,b](dY[b,t,o])",
        },
    ),
    wrong=(
        WrongFormula("dx", "dx[b,t,i] = sum[c](dQKV[b,t,c] * W_attn[c,i])", "transpose"),
        WrongFormula(
            "dx",
            "dx[b,t,i] = sum[c](delta[c // D, 0] * dQKV[b,t,c] * W_attn[i,c])",
            text="Only the way through Q is here. x reaches Y through K and V as well: all 3D columns count.",
        ),
        WrongFormula("dW_attn", "dW_attn[i,c] = sum[t](x[b,t,i] * dQKV[b,t,c])", "missing-sum"),
        WrongFormula("db_attn", "db_attn[c] = mean[b](sum[t](dQKV[b,t,c]))", "extra-factor"),
        WrongFormula("dW_proj", "dW_proj[i,o] = sum[b,t](x[b,t,i] * dY[b,t,o])", "other-quantity"),
        WrongFormula("dW_proj", "dW_proj[i,o] = sum[b,t](A[b,t,o] * dY[b,t,i])", "transpose"),
        WrongFormula("db_proj", "db_proj[o] = B * T", "upstream-missing"),
    ),
)
