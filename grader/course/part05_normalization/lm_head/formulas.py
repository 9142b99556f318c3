"""Index formulas of lm_head (dh, dW_e): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", h=normal(3, 4), W_e=normal(5, 4)),
    elsewhere=case("elsewhere", h=normal(2, 3), W_e=normal(4, 3)),
    given={"h": "N,D", "W_e": "V,D", "logits": "N,V", "dlogits": "N,V"},
    upstream="dlogits",
    right=(
        {
            "dh": "dh[n,d] = sum[v](dlogits[n,v] * W_e[v,d])",
            "dW_e": "dW_e[v,d] = sum[n](dlogits[n,v] * h[n,d])",
        },
        {
            "dh": "dh[i,k] = sum[w](W_e[w,k] * dlogits[i,w])",
            "dW_e": "dW_e[w,k] = sum[i](h[i,k] * dlogits[i,w])",
        },
        {
            "dh": "W[d,v] = W_e[v,d]\ndh[n,d] = sum[v](dlogits[n,v] * W[d,v])",
            "dW_e": "dW[d,v] = sum[n](h[n,d] * dlogits[n,v])\ndW_e[v,d] = dW[d,v]",
        },
    ),
    wrong=(
        WrongFormula("dh", "dh[n,d] = sum[v](dlogits[n,v] * W_e[d,v])", "transpose"),
        WrongFormula("dW_e", "dW_e[v,d] = sum[n](dlogits[v,n] * h[n,d])", "transpose"),
        WrongFormula("dW_e", "dW_e[d,v] = sum[n](h[n,d] * dlogits[n,v])", "transpose"),
        WrongFormula("dW_e", "dW_e[v,d] = mean[n](dlogits[n,v] * h[n,d])", "extra-factor"),
        WrongFormula("dW_e", "dW_e[v,d] = dlogits[n,v] * h[n,d]", "missing-sum"),
        WrongFormula("dh", "dh[n,d] = sum[v](W_e[v,d])", "upstream-missing"),
        WrongFormula("dh", "dh[n,d] = sum[v](dlogits[n,v])", "missing-factor"),
    ),
)
