"""Index formulas of sum_all (dx): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", x=normal(3, 4)),
    elsewhere=case("elsewhere", x=normal(2, 5)),
    same_in_every_entry=True,
    given={"x": "I,K", "S": "", "dS": ""},
    upstream="dS",
    right=(
        {"dx": "dx[i,k] = dS"},
        {"dx": "dx[r,c] = 1 * dS"},
        {"dx": "slope[i,k] = x[i,k] / x[i,k]\ndx[i,k] = slope[i,k] * dS"},
    ),
    wrong=(
        WrongFormula("dx", "dx[i,k] = 1", "upstream-missing"),
        WrongFormula("dx", "dx[i,k] = x[i,k] * dS", "extra-factor"),
        WrongFormula(
            "dx", "dx[i,k] = dS / (I*K)", text="A sum's slope is 1 by each entry; 1/(I K) would be that of a mean."
        ),
        WrongFormula("dx", "dx[i,k] = S * dS", "extra-factor"),
    ),
)
