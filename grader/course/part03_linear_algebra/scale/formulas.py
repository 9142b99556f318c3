"""Index formulas of scale (dx): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", x=normal(3, 4), c=0.7),
    elsewhere=case("elsewhere", x=normal(2, 5), c=-1.3),
    given={"x": "I,N", "c": "", "dY": "I,N"},
    right=(
        {"dx": "dx[i,n] = c * dY[i,n]"},
        {"dx": "dx[r,s] = dY[r,s] * c"},
        {"dx": "slope = c\ndx[i,n] = slope * dY[i,n]"},
    ),
    wrong=(
        WrongFormula("dx", "dx[i,n] = dY[i,n]", "missing-factor"),
        WrongFormula("dx", "dx[i,n] = c", "upstream-missing"),
        WrongFormula("dx", "dx[i,n] = c * x[i,n] * dY[i,n]", "extra-factor"),
        WrongFormula(
            "dx", "dx[i,n] = dY[i,n] / c", text="The slope of c x is c. Dividing by it is the way back of the numbers."
        ),
        WrongFormula("dx", "dx[i,n] = -c * dY[i,n]", "sign"),
    ),
)
