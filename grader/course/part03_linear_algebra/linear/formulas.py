"""Index formulas of linear (dx, dW, db): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", x=normal(3, 4), W=normal(4, 5), b=normal(5)),
    elsewhere=case("elsewhere", x=normal(5, 2), W=normal(2, 3), b=normal(3)),
    given={"x": "I,K", "W": "K,N", "b": "N", "Y": "I,N", "dY": "I,N"},
    right=(
        {
            "dx": "dx[i,k] = sum[n](dY[i,n] * W[k,n])",
            "dW": "dW[k,n] = sum[i](x[i,k] * dY[i,n])",
            "db": "db[n] = sum[i](dY[i,n])",
        },
        {
            "dx": "dZ[i,n] = dY[i,n]\ndx[i,k] = sum[n](dZ[i,n] * W[k,n])",
            "dW": "dW[k,n] = sum[i](x[i,k] * dZ[i,n])",
            "db": "db[n] = sum[i](dZ[i,n])",
        },
        {
            "dx": "dx[r,a] = sum[b](W[a,b] * dY[r,b])",
            "dW": "dW[a,c] = sum[r](dY[r,c] * x[r,a])",
            "db": "db[c] = sum[r,m](dY[r,m] * delta[m,c])",
        },
    ),
    wrong=(
        WrongFormula("db", "db[n] = dY[i,n]", "missing-sum"),
        WrongFormula("db", "db[n] = mean[i](dY[i,n])", "extra-factor"),
        WrongFormula("db", "db[n] = sum[i](dY[i,n] * b[n])", "extra-factor"),
        WrongFormula("dx", "dx[i,k] = sum[n](dY[i,n] * W[n,k])", "transpose"),
        WrongFormula("dx", "dx[i,k] = sum[n](dY[i,n] * W[k,n] + b[n])", "extra-term"),
        WrongFormula("dW", "dW[k,n] = sum[i](x[i,k])", "upstream-missing"),
    ),
)
