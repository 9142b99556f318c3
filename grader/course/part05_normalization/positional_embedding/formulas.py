"""Index formulas of positional_embedding (dW_p): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", W_p=normal(5, 4), T=3, B=2),
    elsewhere=case("elsewhere", W_p=normal(6, 3), T=4, B=3),
    given={"W_p": "M,D", "P": "B,T,D", "dP": "B,T,D"},
    upstream="dP",
    right=(
        {"dW_p": "dW_p[s,d] = sum[b,t](delta[s,t] * dP[b,t,d])"},
        {"dW_p": "dW_p[m,d] = sum[i,j]([m == j] * dP[i,j,d])"},
        {"dW_p": "place[t,d] = sum[b](dP[b,t,d])\ndW_p[s,d] = sum[t](delta[s,t] * place[t,d])"},
    ),
    wrong=(
        WrongFormula("dW_p", "dW_p[s,d] = sum[t](delta[s,t] * dP[b,t,d])", "missing-sum"),
        WrongFormula("dW_p", "dW_p[s,d] = mean[b](sum[t](delta[s,t] * dP[b,t,d]))", "extra-factor"),
        WrongFormula(
            "dW_p",
            "dW_p[s,d] = sum[b,t](dP[b,t,d])",
            text="Row s stands at place s alone: the delta that says so is missing.",
        ),
        WrongFormula("dW_p", "dW_p[s,d] = sum[b,t](delta[s,t])", "upstream-missing"),
        WrongFormula(
            "dW_p",
            "dW_p[s,d] = sum[b,t](delta[s,b] * dP[b,t,d])",
            text="The rows of the table go by place, not by sequence: s is compared with t.",
        ),
        WrongFormula("dW_p", "dW_p[t,d] = sum[b](dP[b,t,d])", "range-clash"),
    ),
)
