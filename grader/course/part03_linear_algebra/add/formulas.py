"""Index formulas of add (da, db): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", a=normal(3, 4), b=normal(4)),
    elsewhere=case("elsewhere", a=normal(5, 2), b=normal(2)),
    given={"a": "I,N", "b": "N", "dY": "I,N"},
    right=(
        {"da": "da[i,n] = dY[i,n]", "db": "db[n] = sum[i](dY[i,n])"},
        {"da": "da[r,c] = 1 * dY[r,c]", "db": "db[m] = sum[j](dY[j,m])"},
        {"da": "da[i,n] = sum[j,m](delta[i,j] * delta[n,m] * dY[j,m])", "db": "db[n] = sum[i](da[i,n])"},
    ),
    wrong=(
        WrongFormula("db", "db[n] = dY[i,n]", "missing-sum"),
        WrongFormula("db", "db[n] = mean[i](dY[i,n])", "extra-factor"),
        WrongFormula("da", "da[i,n] = sum[j](dY[j,n])", "sum-too-many"),
        WrongFormula("da", "da[i,n] = 1", "upstream-missing"),
        WrongFormula("db", "db[n] = sum[i](dY[n,i])", "transpose"),
        WrongFormula("da", "da[i,n] = -dY[i,n]", "sign"),
    ),
)
