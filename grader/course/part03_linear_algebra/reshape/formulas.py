"""Index formulas of reshape (dx): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", x=normal(3, 4), shape=(2, 6)),
    elsewhere=case("elsewhere", x=normal(5, 6), shape=(10, 3)),
    given={"x": "M,N", "Y": "P,Q", "dY": "P,Q"},
    right=(
        {"dx": "dx[i,j] = dY[(N*i + j) // Q, (N*i + j) % Q]"},
        {"dx": "dx[i,j] = sum[a,b](delta[N*i + j, Q*a + b] * dY[a,b])"},
        {"dx": "dx[m,n] = sum[a,b]([m*N + n == a*Q + b] * dY[a,b])"},
    ),
    wrong=(
        WrongFormula(
            "dx",
            "dx[i,j] = sum[a,b](delta[i + M*j, Q*a + b] * dY[a,b])",
            text="x is counted column by column here. Both are read row by row, the last index fastest: N i + j.",
        ),
        WrongFormula(
            "dx",
            "dx[i,j] = sum[a,b](delta[N*i + j, a + P*b] * dY[a,b])",
            text="Y is counted column by column here. Both are read row by row, the last index fastest: Q a + b.",
        ),
        WrongFormula("dx", "dx[i,j] = sum[a,b](delta[N*i + j, Q*a + b])", "upstream-missing"),
        WrongFormula("dx", "dx[i,j] = -dY[(N*i + j) // Q, (N*i + j) % Q]", "sign"),
        WrongFormula(
            "dx",
            "dx[i,j] = sum[a,b](dY[a,b])",
            text="Each entry of x is one entry of Y, not all: which (a,b) has the number of (i,j)?",
        ),
    ),
)
