"""Index formulas of softmax (dx): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", x=normal(3, 4)),
    elsewhere=case("elsewhere", x=normal(2, 5)),
    given={"x": "R,V", "p": "R,V", "dp": "R,V"},
    upstream="dp",
    right=(
        {
            "dx": """
                mean_dp[r] = sum[k](dp[r,k] * p[r,k])
                dx[r,i] = p[r,i] * (dp[r,i] - mean_dp[r])
            """
        },
        {"dx": "dx[r,j] = sum[i](dp[r,i] * p[r,i] * (delta[i,j] - p[r,j]))"},
        {"dx": "dx[n,v] = p[n,v]*dp[n,v] - p[n,v]*sum[w](p[n,w]*dp[n,w])"},
        {
            "dx": """
                e[r,i] = exp(x[r,i])
                q[r,i] = e[r,i] / sum[k](e[r,k])
                dx[r,i] = q[r,i] * (dp[r,i] - sum[k](dp[r,k] * q[r,k]))
            """
        },
    ),
    wrong=(
        WrongFormula(
            "dx",
            "dx[r,i] = p[r,i] * dp[r,i]",
            text="This treats the denominator as a constant. x[j] stands in the denominator of every p[i] of its row: "
            "a second term is missing.",
        ),
        WrongFormula(
            "dx",
            "dx[r,i] = dp[r,i] * p[r,i] * (1 - p[r,i])",
            text="This is the Jacobian's diagonal alone. Off the diagonal it is -p[i] p[j], and all i count.",
        ),
        WrongFormula("dx", "dx[r,i] = p[r,i] * (dp[r,i] + sum[k](dp[r,k] * p[r,k]))", "sign"),
        WrongFormula("dx", "dx[r,i] = p[r,i] * (dp[r,i] - sum[k](dp[r,k]))", "missing-factor"),
        WrongFormula("dx", "dx[r,i] = dp[r,i] - sum[k](dp[r,k] * p[r,k])", "missing-factor"),
        WrongFormula("dx", "dx[r,i] = p[r,i] * (dp[r,i] - mean[k](dp[r,k] * p[r,k]))", "extra-factor"),
        WrongFormula("dx", "dx[r,i] = p[r,i] * (dp[r,i] - dp[r,k] * p[r,k])", "missing-sum"),
        WrongFormula("dx", "dx[r,i] = p[r,i] * (dp[r,i] - sum[i](dp[r,i] * p[r,i]))", "index-clash"),
        WrongFormula("dx", "dx[r,i] = p[r,i] - sum[k](p[r,k] * p[r,k])", "upstream-missing"),
    ),
)
