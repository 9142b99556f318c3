"""Index formulas of add_bias (dx, db): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", x=normal(3, 4), b=normal(4)),
    elsewhere=case("elsewhere", x=normal(5, 2), b=normal(2)),
    given={"x": "I,N", "b": "N", "dY": "I,N"},
    right=(
        {"dx": "dx[i,n] = dY[i,n]", "db": "db[n] = sum[i](dY[i,n])"},
        {"dx": "dx[r,c] = dY[r,c]", "db": "db[c] = sum[r](dY[r,c])"},
        {"dx": "dx[i,n] = sum[m](dY[i,m] * delta[m,n])", "db": "db[n] = I * mean[i](dY[i,n])"},
    ),
    wrong=(
        WrongFormula("db", "db[n] = dY[i,n]", "missing-sum"),
        WrongFormula("db", "db[n] = mean[i](dY[i,n])", "extra-factor"),
        WrongFormula("dx", "dx[i,n] = sum[m](dY[i,m])", "sum-too-many"),
        WrongFormula("db", "db[n] = I", "upstream-missing"),
        WrongFormula("dx", "dx[i,n] = dY[i,n] + b[n]", "extra-term"),
    ),
)
