"""Index formulas of multiply (da, db): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", a=normal(3, 4), b=normal(4)),
    elsewhere=case("elsewhere", a=normal(5, 2), b=normal(2)),
    given={"a": "I,N", "b": "N", "dY": "I,N"},
    right=(
        {"da": "da[i,n] = dY[i,n] * b[n]", "db": "db[n] = sum[i](dY[i,n] * a[i,n])"},
        {"da": "da[r,c] = b[c] * dY[r,c]", "db": "db[m] = sum[r](a[r,m] * dY[r,m])"},
        {"da": "da[i,n] = dY[i,n] * b[n]", "db": "each[i,n] = dY[i,n] * a[i,n]\ndb[n] = sum[i](each[i,n])"},
    ),
    wrong=(
        WrongFormula("db", "db[n] = dY[i,n] * a[i,n]", "missing-sum"),
        WrongFormula("da", "da[i,n] = b[n]", "upstream-missing"),
        WrongFormula("da", "da[i,n] = dY[i,n] * a[i,n]", text="Each factor's slope is the other factor: by a it is b."),
        WrongFormula("db", "db[n] = mean[i](dY[i,n] * a[i,n])", "extra-factor"),
        WrongFormula(
            "db",
            "db[n] = sum[i](dY[i,n]) * sum[i](a[i,n])",
            text="A product of two sums has all rows meet all rows. Multiply first, row by row, and then sum.",
        ),
    ),
)
