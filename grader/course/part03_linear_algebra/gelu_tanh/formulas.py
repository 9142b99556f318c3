"""Index formulas of gelu_tanh (dx): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", x=normal(3, 5)),
    elsewhere=case("elsewhere", x=normal(2, 4)),
    given={"x": "I,N", "Y": "I,N", "dY": "I,N", "ROOT": "", "CUBIC": ""},
    quantities=lambda **known: {"ROOT": (2 / 3.141592653589793) ** 0.5, "CUBIC": 0.044715},
    right=(
        {
            "dx": """
                t[i,n] = tanh(ROOT * (x[i,n] + CUBIC * x[i,n]**3))
                dt[i,n] = (1 - t[i,n]**2) * ROOT * (1 + 3 * CUBIC * x[i,n]**2)
                dx[i,n] = dY[i,n] * ((1 + t[i,n]) / 2 + x[i,n] * dt[i,n] / 2)
            """
        },
        {
            "dx": """
                u[r,c] = sqrt(2/pi) * (x[r,c] + 0.044715 * x[r,c]*x[r,c]*x[r,c])
                slope[r,c] = sqrt(2/pi) + 3 * 0.044715 * sqrt(2/pi) * x[r,c]*x[r,c]
                dx[r,c] = 0.5 * (1 + tanh(u[r,c]) + x[r,c] * (1 - tanh(u[r,c])**2) * slope[r,c]) * dY[r,c]
            """
        },
        {
            "dx": """
                t[i,n] = 2 * Y[i,n] / x[i,n] - 1
                dx[i,n] = dY[i,n] * (1 + t[i,n] + x[i,n] * (1 - t[i,n]**2) * ROOT * (1 + 3*CUBIC*x[i,n]**2)) / 2
            """
        },
    ),
    wrong=(
        WrongFormula(
            "dx",
            "dx[i,n] = dY[i,n] * (1 + tanh(ROOT * (x[i,n] + CUBIC * x[i,n]**3))) / 2",
            text="x stands before the tanh and inside it: the product rule has a second term, with tanh's own slope.",
        ),
        WrongFormula(
            "dx",
            "t[i,n] = tanh(ROOT * (x[i,n] + CUBIC * x[i,n]**3))\n"
            "dx[i,n] = dY[i,n] * ((1 + t[i,n]) / 2 + x[i,n] * (1 - t[i,n]**2) / 2)",
            text="The chain rule stops at tanh: the slope of u, ROOT (1 + 3 CUBIC x^2), is missing.",
        ),
        WrongFormula(
            "dx",
            "t[i,n] = tanh(ROOT * (x[i,n] + CUBIC * x[i,n]**3))\n"
            "dx[i,n] = dY[i,n] * ((1 + t[i,n])/2 + x[i,n] * (1 - t[i,n]) * ROOT * (1 + 3*CUBIC*x[i,n]**2) / 2)",
            text="The slope of tanh u is 1 - tanh(u)^2: the square is missing.",
        ),
        WrongFormula(
            "dx",
            "t[i,n] = tanh(ROOT * (x[i,n] + CUBIC * x[i,n]**3))\n"
            "dx[i,n] = (1 + t[i,n])/2 + x[i,n] * (1 - t[i,n]**2) * ROOT * (1 + 3*CUBIC*x[i,n]**2) / 2",
            "upstream-missing",
        ),
        WrongFormula(
            "dx",
            "t[i,n] = tanh(ROOT * (x[i,n] + CUBIC * x[i,n]**3))\n"
            "dx[i,n] = dY[i,n] * ((1 + t[i,n])/2 + x[i,n] * (1 - t[i,n]**2) * ROOT * (1 + CUBIC*x[i,n]**2) / 2)",
            text="The slope of x^3 is 3 x^2: the 3 is missing.",
        ),
        WrongFormula(
            "dx",
            "t[i,n] = tanh(ROOT * (x[i,n] + CUBIC * x[i,n]**3))\n"
            "dx[i,n] = dY[i,n] * ((1 + t[i,n])/2 + x[i,n] * (1 - t[i,n]**2) * ROOT * (1 + 3*CUBIC*x[i,n]**2))",
            "extra-factor",
        ),
    ),
)
