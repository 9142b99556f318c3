"""Index formulas of attention_scores (dQ, dK): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", Q=normal(3, 5), K=normal(3, 5)),
    elsewhere=case("elsewhere", Q=normal(4, 3), K=normal(4, 3)),
    given={"Q": "S,d", "K": "S,d", "scores": "S,S", "dscores": "S,S"},
    upstream="dscores",
    right=(
        {
            "dQ": "dQ[i,c] = sum[j](dscores[i,j] * K[j,c]) / sqrt(d)",
            "dK": "dK[j,c] = sum[i](dscores[i,j] * Q[i,c]) / sqrt(d)",
        },
        {
            "dQ": "dQ[a,b] = sum[s](K[s,b] * dscores[a,s] / d**0.5)",
            "dK": "dK[a,b] = 1/sqrt(d) * sum[s](Q[s,b] * dscores[s,a])",
        },
        {
            "dQ": "z[i,j] = dscores[i,j] / sqrt(d)\ndQ[i,c] = sum[j](z[i,j] * K[j,c])",
            "dK": "dK[j,c] = sum[i](z[i,j] * Q[i,c])",
        },
    ),
    wrong=(
        WrongFormula("dQ", "dQ[i,c] = sum[j](dscores[i,j] * K[j,c])", "missing-factor"),
        WrongFormula("dK", "dK[j,c] = sum[i](dscores[j,i] * Q[i,c]) / sqrt(d)", "transpose"),
        WrongFormula("dQ", "dQ[i,c] = sum[j](dscores[j,i] * K[j,c]) / sqrt(d)", "transpose"),
        WrongFormula("dK", "dK[j,c] = sum[i](dscores[i,j] * Q[i,c]) / d", "extra-factor"),
        WrongFormula("dK", "dK[j,c] = sum[i](dscores[i,j] * K[i,c]) / sqrt(d)", "other-quantity"),
        WrongFormula("dQ", "dQ[i,c] = sum[j](K[j,c]) / sqrt(d)", "upstream-missing"),
        WrongFormula("dQ", "dQ[i,c] = dscores[i,j] * K[j,c] / sqrt(d)", "missing-sum"),
    ),
)
