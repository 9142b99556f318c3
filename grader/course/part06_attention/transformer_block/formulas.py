"""Index formulas of transformer_block (dx, dW1, db1, dW2, db2): right and known wrong ones."""

import numpy as np

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import gain, normal
from grader.course.spec import case
from reference import oracles
from reference.part03_linear_algebra.gelu_tanh import forward as gelu_tanh
from reference.part05_normalization.layer_norm import forward as layer_norm
from reference.part06_attention.multi_head_attention import forward as multi_head_attention


def _gradient_of_first_input(function, upstream: np.ndarray, *inputs: np.ndarray) -> np.ndarray:
    """Return the gradient of a function with respect to its first input."""
    named = {str(at): value for at, value in enumerate(inputs)}
    return oracles.complex_step(function, named, ["0"], upstream)["0"]


def _quantities(
    *, x, ln1_g, ln1_b, W_attn, b_attn, W_proj, b_proj, ln2_g, ln2_b, W1, b1, W2, n_head, dY, **_: object
) -> dict[str, np.ndarray]:
    """Return n2 = LN2(r), g = gelu(n2 W1 + b1), and the gradients behind GELU and the two LayerNorms."""
    attention = (W_attn, b_attn, W_proj, b_proj, n_head)
    n1 = layer_norm(x, ln1_g, ln1_b, 1e-5)
    r = x + multi_head_attention(n1, *attention)
    n2 = layer_norm(r, ln2_g, ln2_b, 1e-5)
    u = n2 @ W1 + b1
    du = _gradient_of_first_input(gelu_tanh, dY @ W2.T, u)
    dr_ln2 = _gradient_of_first_input(layer_norm, du @ W1.T, r, ln2_g, ln2_b, 1e-5)
    dn1 = _gradient_of_first_input(multi_head_attention, dY + dr_ln2, n1, *attention)
    dx_ln1 = _gradient_of_first_input(layer_norm, dn1, x, ln1_g, ln1_b, 1e-5)
    return {"n2": n2, "g": gelu_tanh(u), "du": du, "dr_ln2": dr_ln2, "dx_ln1": dx_ln1}


# The pieces' gradients were derived in their own exercises; new is the residual stream. So what comes back through
# LayerNorm, attention and GELU is given, and the formulas are those of the two forks and of the MLP's linear layers.
FORMULAS = Formulas(
    case=case(
        "formula",
        x=normal(2, 3, 4),
        ln1_g=gain(4),
        ln1_b=normal(4),
        W_attn=normal(4, 12, std=0.5),
        b_attn=normal(12, std=0.5),
        W_proj=normal(4, 4, std=0.5),
        b_proj=normal(4),
        ln2_g=gain(4),
        ln2_b=normal(4),
        W1=normal(4, 5),
        b1=normal(5),
        W2=normal(5, 4),
        b2=normal(4),
        n_head=2,
    ),
    elsewhere=case(
        "elsewhere",
        x=normal(3, 2, 6),
        ln1_g=gain(6),
        ln1_b=normal(6),
        W_attn=normal(6, 18, std=0.5),
        b_attn=normal(18, std=0.5),
        W_proj=normal(6, 6, std=0.5),
        b_proj=normal(6),
        ln2_g=gain(6),
        ln2_b=normal(6),
        W1=normal(6, 4),
        b1=normal(4),
        W2=normal(4, 6),
        b2=normal(6),
        n_head=3,
    ),
    given={
        "x": "B,T,D",
        "n2": "B,T,D",
        "g": "B,T,H",
        "W1": "D,H",
        "W2": "H,D",
        "dY": "B,T,D",
        "du": "B,T,H",
        "dr_ln2": "B,T,D",
        "dx_ln1": "B,T,D",
    },
    quantities=_quantities,
    about=(
        "n2 and g are what W1 and W2 multiply, du is the gradient of n2 W1 + b1; dr_ln2 and dx_ln1 are what "
        "LN2 and LN1 send back to r and to x."
    ),
    right=(
        {
            "dx": """
                dr[b,t,i] = dY[b,t,i] + dr_ln2[b,t,i]
                dx[b,t,i] = dr[b,t,i] + dx_ln1[b,t,i]
            """,
            "dW1": "dW1[i,h] = sum[b,t](n2[b,t,i] * du[b,t,h])",
            "db1": "db1[h] = sum[b,t](du[b,t,h])",
            "dW2": "dW2[h,o] = sum[b,t](g[b,t,h] * dY[b,t,o])",
            "db2": "db2[o] = sum[b,t](dY[b,t,o])",
        },
        {
            "dx": "dx[n,s,k] = dx_ln1[n,s,k] + dr_ln2[n,s,k] + dY[n,s,k]",
            "dW1": "dW1[k,j] = sum[n](sum[s](du[n,s,j] * n2[n,s,k]))",
            "db1": "db1[j] = sum[s,n](du[n,s,j])",
            "dW2": "dW2[j,k] = sum[s,n](dY[n,s,k] * g[n,s,j])",
            "db2": "db2[k] = B * T * mean[n,s](dY[n,s,k])",
        },
    ),
    wrong=(
        WrongFormula("dx", "dx[b,t,i] = dr_ln2[b,t,i] + dx_ln1[b,t,i]", "missing-term"),
        WrongFormula("dx", "dx[b,t,i] = dY[b,t,i] + dx_ln1[b,t,i]", "missing-term"),
        WrongFormula("dx", "dx[b,t,i] = dY[b,t,i] + dr_ln2[b,t,i]", "missing-term"),
        WrongFormula("dx", "dx[b,t,i] = dY[b,t,i] + dr_ln2[b,t,i] + dY[b,t,i] + dx_ln1[b,t,i]", "extra-term"),
        WrongFormula("dW1", "dW1[i,h] = sum[b,t](x[b,t,i] * du[b,t,h])", "other-quantity"),
        WrongFormula("dW2", "dW2[h,o] = sum[b,t](g[b,t,o] * dY[b,t,h])", "transpose"),
        WrongFormula("dW2", "dW2[h,o] = sum[t](g[b,t,h] * dY[b,t,o])", "missing-sum"),
        WrongFormula("db1", "db1[h] = mean[b,t](du[b,t,h])", "extra-factor"),
        WrongFormula("db2", "db2[o] = B * T", "upstream-missing"),
    ),
)
