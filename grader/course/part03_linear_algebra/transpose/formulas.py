"""Index formulas of transpose (dx): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", x=normal(2, 3, 4), axes=(2, 0, 1)),
    elsewhere=case("elsewhere", x=normal(3, 5, 2), axes=(2, 0, 1)),
    given={"x": "A,B,C", "Y": "C,A,B", "dY": "C,A,B"},
    about=("Take axes = (2, 0, 1)."),
    right=(
        {"dx": "dx[a,b,c] = dY[c,a,b]"},
        {"dx": "dx[i,j,k] = dY[k,i,j]"},
        {"dx": "dx[a,b,c] = sum[r,s,t](delta[r,c] * delta[s,a] * delta[t,b] * dY[r,s,t])"},
    ),
    wrong=(
        WrongFormula("dx", "dx[a,b,c] = dY[a,c,b]", "transpose"),
        WrongFormula("dx", "dx[a,b,c] = dY[c,b,a]", "transpose"),
        WrongFormula("dx", "dx[c,a,b] = dY[a,b,c]", "range-clash"),
        WrongFormula("dx", "dx[a,b,c] = 1", "upstream-missing"),
    ),
)
