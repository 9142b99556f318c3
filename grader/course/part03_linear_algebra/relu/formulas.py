"""Index formulas of relu (dx): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import away_from_zero
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", x=away_from_zero(4, 5)),
    elsewhere=case("elsewhere", x=away_from_zero(2, 3)),
    given={"x": "I,N", "Y": "I,N", "dY": "I,N"},
    right=(
        {"dx": "dx[i,n] = [x[i,n] > 0] * dY[i,n]"},
        {"dx": "dx[r,c] = dY[r,c] * [Y[r,c] > 0]"},
        {"dx": "open[i,n] = (1 + x[i,n] / abs(x[i,n])) / 2\ndx[i,n] = open[i,n] * dY[i,n]"},
    ),
    wrong=(
        WrongFormula(
            "dx",
            "dx[i,n] = dY[i,n]",
            text="The slope is 1 where x is above 0, and 0 elsewhere: nothing shuts the gate.",
        ),
        WrongFormula("dx", "dx[i,n] = [x[i,n] > 0]", "upstream-missing"),
        WrongFormula("dx", "dx[i,n] = x[i,n] * [x[i,n] > 0] * dY[i,n]", "extra-factor"),
        WrongFormula(
            "dx", "dx[i,n] = [x[i,n] < 0] * dY[i,n]", text="The gate is open where it should be shut: x > 0 passes."
        ),
        WrongFormula("dx", "dx[i,n] = [dY[i,n] > 0] * dY[i,n]", "other-quantity"),
    ),
)
