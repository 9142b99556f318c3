"""Index formulas of embedding (dW_e): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import ids, normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", W_e=normal(5, 3), ids=ids(4, below=5)),
    elsewhere=case("elsewhere", W_e=normal(6, 2), ids=ids(3, below=6)),
    given={"W_e": "V,D", "ids": "T", "Y": "T,D", "dY": "T,D"},
    right=(
        {"dW_e": "dW_e[v,d] = sum[t](delta[v,ids[t]] * dY[t,d])"},
        {"dW_e": "dW_e[a,b] = sum[n](dY[n,b] * [ids[n] == a])"},
        {"dW_e": "onehot[t,v] = delta[ids[t],v]\ndW_e[v,d] = sum[t](onehot[t,v] * dY[t,d])"},
    ),
    wrong=(
        WrongFormula(
            "dW_e",
            "dW_e[v,d] = sum[t](dY[t,d])",
            text="Only the places whose id is v send anything to row v: the delta that picks them is missing.",
        ),
        WrongFormula("dW_e", "dW_e[v,d] = delta[v,ids[t]] * dY[t,d]", "missing-sum"),
        WrongFormula("dW_e", "dW_e[v,d] = mean[t](delta[v,ids[t]] * dY[t,d])", "extra-factor"),
        WrongFormula("dW_e", "dW_e[v,d] = sum[t](delta[v,ids[t]])", "upstream-missing"),
        WrongFormula("dW_e", "dW_e[v,d] = sum[t](delta[v,ids[t]] * dY[d,t])", "transpose"),
        WrongFormula(
            "dW_e",
            "dW_e[v,d] = sum[t](delta[v,t] * dY[t,d])",
            text="This compares v with the place t itself. Place t read the row ids[t].",
        ),
        WrongFormula(
            "dW_e",
            "count[v] = sum[t](delta[v,ids[t]])\n"
            "dW_e[v,d] = sum[t](delta[v,ids[t]] * dY[t,d]) / (count[v] + [count[v] == 0])",
            text="Rows that several places read are averaged. Every place changes the loss by itself: they add up.",
        ),
        WrongFormula("dW_e", "dW_e[v,d] = -sum[t](delta[v,ids[t]] * dY[t,d])", "sign"),
    ),
)
