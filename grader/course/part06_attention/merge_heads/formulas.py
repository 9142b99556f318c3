"""Index formulas of merge_heads (dx): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", x=normal(2, 5, 3)),
    elsewhere=case("elsewhere", x=normal(4, 3, 2)),
    given={"x": "H,T,d", "y": "T,Hd", "dy": "T,Hd"},
    upstream="dy",
    right=(
        {"dx": "dx[h,t,c] = dy[t, h*d + c]"},
        {"dx": "dx[a,s,b] = dy[s, b + d*a]"},
        {"dx": "dx[h,t,c] = sum[k](delta[k, h*d + c] * dy[t,k])"},
    ),
    wrong=(
        WrongFormula(
            "dx",
            "dx[h,t,c] = dy[t, c*H + h]",
            text="This takes every H-th column. A head's columns are neighbours: h d + c.",
        ),
        WrongFormula(
            "dx",
            "dx[h,t,c] = sum[g](dy[t, g*d + c])",
            "sum-too-many",
        ),
        WrongFormula("dx", "dx[h,t,c] = dy[h*d + c, t]", "transpose"),
        WrongFormula("dx", "dx[h,t,c] = sum[k](delta[k, h*d + c])", "upstream-missing"),
        WrongFormula("dx", "dx[h,t,c] = dy[t, h*d + c] / H", "extra-factor"),
    ),
)
