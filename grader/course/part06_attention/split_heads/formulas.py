"""Index formulas of split_heads (dx): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", x=normal(5, 6), n_head=2),
    elsewhere=case("elsewhere", x=normal(4, 12), n_head=3),
    given={"x": "T,D", "n_head": "", "d": "", "y": "n_head,T,d", "dy": "n_head,T,d"},
    upstream="dy",
    quantities=lambda *, x, n_head, **_: {"d": x.shape[-1] // n_head},
    about=("d is D / n_head."),
    right=(
        {"dx": "dx[t, h*d + c] = dy[h,t,c]"},
        {"dx": "dx[t,k] = dy[k // d, t, k % d]"},
        {"dx": "dx[t,k] = sum[h,c](delta[k, d*h + c] * dy[h,t,c])"},
    ),
    wrong=(
        WrongFormula(
            "dx",
            "dx[t, c*n_head + h] = dy[h,t,c]",
            text="This gives every head every n_head-th column. A head owns d neighbouring ones: column h d + c.",
        ),
        WrongFormula("dx", "dx[t,k] = sum[h,c](delta[k, d*h + c] * dy[h,t,c]) / n_head", "extra-factor"),
        WrongFormula(
            "dx",
            "dx[t,k] = sum[h](dy[h, t, k % d])",
            text="This adds up all heads. Column k belongs to one head alone, k // d.",
        ),
        WrongFormula("dx", "dx[t,k] = sum[h,c](delta[k, d*h + c])", "upstream-missing"),
        WrongFormula("dx", "dx[t,k] = dy[t, k // d, k % d]", "transpose"),
    ),
)
