"""Index formulas: swiglu."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

# TODO(swiglu): a small case, all axes of different lengths; elsewhere, other lengths.
# TODO(swiglu): two right answers or more, written differently; the first stands in the solution.
# TODO(swiglu): three wrong ones or more, each of a kind of judge/formulas/edits.py or with a sentence.
FORMULAS = Formulas(
    case=case("formula", x=normal(4)),
    elsewhere=case("elsewhere", x=normal(3)),
    given={"x": "N", "Y": "N", "dY": "N"},
    right=(
        {"dx": "dx[n] = 2 * x[n] * dY[n]"},
        {"dx": "dx[i] = sum[j](delta[i,j] * (x[j] + x[i]) * dY[j])"},
    ),
    wrong=(
        WrongFormula("dx", "dx[n] = x[n] * dY[n]", "missing-factor"),
        WrongFormula("dx", "dx[n] = 2 * x[n]", "upstream-missing"),
        WrongFormula("dx", "dx[n] = -2 * x[n] * dY[n]", "sign"),
    ),
)
