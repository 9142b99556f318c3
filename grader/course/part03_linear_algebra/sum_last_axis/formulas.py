"""Index formulas of sum_last_axis (dx): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", x=normal(3, 4)),
    elsewhere=case("elsewhere", x=normal(2, 5)),
    given={"x": "I,K", "Y": "I", "dY": "I"},
    right=(
        {"dx": "dx[i,k] = dY[i]"},
        {"dx": "dx[r,c] = 1 * dY[r]"},
        {"dx": "dx[i,k] = sum[j](delta[i,j] * dY[j])"},
    ),
    wrong=(
        WrongFormula("dx", "dx[i,k] = dY[k]", "transpose"),
        WrongFormula("dx", "dx[i,k] = dY[i] / K", "extra-factor"),
        WrongFormula("dx", "dx[i,k] = x[i,k] * dY[i]", "extra-factor"),
        WrongFormula("dx", "dx[i,k] = 1", "upstream-missing"),
        WrongFormula("dx", "dx[i,k] = sum[j](dY[j])", "sum-too-many"),
    ),
)
