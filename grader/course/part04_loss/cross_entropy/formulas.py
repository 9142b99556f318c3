"""Index formulas of cross_entropy (dp): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import ids
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", p=lambda rng: rng.uniform(0.2, 0.9, (3, 4)), y=ids(3, below=4)),
    elsewhere=case("elsewhere", p=lambda rng: rng.uniform(0.2, 0.9, (4, 3)), y=ids(4, below=3)),
    given={"p": "R,V", "y": "R", "L": "", "dL": ""},
    upstream="dL",
    right=(
        {"dp": "dp[r,v] = -dL * delta[v,y[r]] / p[r,v]"},
        {"dp": "dp[s,c] = -[y[s] == c] * dL / p[s,c]"},
        {"dp": "hit[r,v] = delta[v,y[r]]\ndp[r,v] = -dL * hit[r,v] / p[r,y[r]]"},
    ),
    wrong=(
        WrongFormula(
            "dp",
            "dp[r,v] = -dL / p[r,v]",
            text="Only the class y[r] of each row enters L: the delta that says so is missing.",
        ),
        WrongFormula("dp", "dp[r,v] = dL * delta[v,y[r]] / p[r,v]", "sign"),
        WrongFormula("dp", "dp[r,v] = -delta[v,y[r]] / p[r,v]", "upstream-missing"),
        WrongFormula("dp", "dp[r,v] = -dL * delta[v,y[r]] / p[r,v] / R", "extra-factor"),
        WrongFormula(
            "dp",
            "dp[r,v] = -dL * delta[v,y[r]] * p[r,v]",
            text="The slope of log p is 1/p: p divides, it does not multiply.",
        ),
        WrongFormula(
            "dp",
            "dp[r,v] = -dL * delta[v,y[r]] * log(p[r,v])",
            text="This is the loss again. The slope of log p is 1/p.",
        ),
        WrongFormula(
            "dp",
            "dp[r,v] = dL * (p[r,v] - delta[v,y[r]])",
            text="p - y is the gradient by the logits, softmax and cross-entropy together. By p itself it is -delta/p.",
        ),
    ),
)
