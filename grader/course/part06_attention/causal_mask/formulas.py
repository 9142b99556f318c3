"""Index formulas of causal_mask (mask): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", S=4, fill=-9.0),
    elsewhere=case("elsewhere", S=3, fill=-7.0),
    same_in_every_draw=True,
    given={"S": "", "fill": ""},
    upstream="",
    right=(
        {"mask": "mask[i,j] = fill * [j > i]"},
        {"mask": "mask[r,c] = [r < c] * fill"},
        {"mask": "seen[i,j] = [j <= i]\nmask[i,j] = fill * (1 - seen[i,j])"},
    ),
    wrong=(
        WrongFormula(
            "mask",
            "mask[i,j] = fill * [i > j]",
            text="This hides the past. The places to hide are the later ones, j > i.",
        ),
        WrongFormula("mask", "mask[i,j] = fill * [j >= i]", text="This hides the diagonal too; a place sees itself."),
        WrongFormula("mask", "mask[i,j] = [j > i]", "missing-factor"),
        WrongFormula("mask", "mask[i,j] = fill * [j <= i]", text="What is seen and what is hidden are swapped."),
        WrongFormula("mask", "mask[i,j] = -fill * [j > i]", "sign"),
    ),
)
