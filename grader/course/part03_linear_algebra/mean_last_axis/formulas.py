"""Index formulas of mean_last_axis (dx): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", x=normal(3, 4)),
    elsewhere=case("elsewhere", x=normal(2, 5)),
    given={"x": "I,K", "Y": "I", "dY": "I"},
    right=(
        {"dx": "dx[i,k] = dY[i] / K"},
        {"dx": "dx[r,c] = 1/K * dY[r]"},
        {"dx": "share[i] = dY[i] / K\ndx[i,k] = share[i]"},
    ),
    wrong=(
        WrongFormula("dx", "dx[i,k] = dY[i]", "missing-factor"),
        WrongFormula("dx", "dx[i,k] = 1 / K", "upstream-missing"),
        WrongFormula(
            "dx",
            "dx[i,k] = dY[i] / I",
            text="The mean is over the K entries of a row: the factor is 1/K, and I counts rows.",
        ),
        WrongFormula("dx", "dx[i,k] = x[i,k] * dY[i] / K", "extra-factor"),
        WrongFormula(
            "dx",
            "dx[i,k] = mean[j](dY[j])",
            text="This averages the upstream gradients of all rows; a row's goes to that row alone.",
        ),
    ),
)
