"""Index formulas of matmul (dx, dW): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", x=normal(3, 4), W=normal(4, 5)),
    elsewhere=case("elsewhere", x=normal(5, 2), W=normal(2, 3)),
    given={"x": "I,K", "W": "K,N", "Y": "I,N", "dY": "I,N"},
    right=(
        {"dx": "dx[i,k] = sum[n](dY[i,n] * W[k,n])", "dW": "dW[k,n] = sum[i](x[i,k] * dY[i,n])"},
        {"dx": "dx[r,a] = sum[b](W[a,b] * dY[r,b])", "dW": "dW[a,b] = sum[r](dY[r,b] * x[r,a])"},
        {
            "dx": "Wt[n,k] = W[k,n]\ndx[i,k] = sum[n](dY[i,n] * Wt[n,k])",
            "dW": "dW[k,n] = sum[i,m](dY[i,m] * x[i,k] * delta[n,m])",
        },
    ),
    wrong=(
        WrongFormula("dW", "dW[k,n] = x[i,k] * dY[i,n]", "missing-sum"),
        WrongFormula("dW", "dW[k,n] = mean[i](x[i,k] * dY[i,n])", "extra-factor"),
        WrongFormula("dx", "dx[i,k] = sum[n](dY[i,n] * W[n,k])", "transpose"),
        WrongFormula("dW", "dW[k,n] = sum[i](x[k,i] * dY[i,n])", "transpose"),
        WrongFormula("dx", "dx[i,k] = sum[n](W[k,n])", "upstream-missing"),
        WrongFormula("dx", "dx[i,k] = sum[i,n](dY[i,n] * W[k,n])", "sum-too-many"),
        WrongFormula("dx", "dx[i,k] = sum[n](dY[i,n])", "missing-factor"),
    ),
)
