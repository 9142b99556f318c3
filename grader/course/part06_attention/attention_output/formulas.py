"""Index formulas of attention_output (dP, dV): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", P=normal(3, 3), V=normal(3, 4)),
    elsewhere=case("elsewhere", P=normal(4, 4), V=normal(4, 2)),
    given={"P": "S,S", "V": "S,d", "output": "S,d", "doutput": "S,d"},
    upstream="doutput",
    right=(
        {
            "dP": "dP[i,j] = sum[c](doutput[i,c] * V[j,c])",
            "dV": "dV[j,c] = sum[i](P[i,j] * doutput[i,c])",
        },
        {
            "dP": "dP[a,b] = sum[k](V[b,k] * doutput[a,k])",
            "dV": "dV[a,b] = sum[k](doutput[k,b] * P[k,a])",
        },
        {
            "dP": "each[i,j,c] = doutput[i,c] * V[j,c]\ndP[i,j] = sum[c](each[i,j,c])",
            "dV": "Pt[j,i] = P[i,j]\ndV[j,c] = sum[i](Pt[j,i] * doutput[i,c])",
        },
    ),
    wrong=(
        WrongFormula("dV", "dV[j,c] = sum[i](P[j,i] * doutput[i,c])", "transpose"),
        WrongFormula("dP", "dP[i,j] = sum[c](doutput[j,c] * V[i,c])", "transpose"),
        WrongFormula("dV", "dV[j,c] = mean[i](P[i,j] * doutput[i,c])", "extra-factor"),
        WrongFormula("dP", "dP[i,j] = doutput[i,c] * V[j,c]", "missing-sum"),
        WrongFormula("dP", "dP[i,j] = sum[c](V[j,c])", "upstream-missing"),
        WrongFormula(
            "dV",
            "dV[j,c] = sum[i](P[i,j]) * sum[i](doutput[i,c])",
            text="A product of two sums has every row meet every row. Multiply row by row, then sum.",
        ),
    ),
)
