"""Index formulas of gelu (dx): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case

FORMULAS = Formulas(
    case=case("formula", x=normal(3, 5)),
    elsewhere=case("elsewhere", x=normal(2, 4)),
    given={"x": "I,N", "Y": "I,N", "dY": "I,N"},
    right=(
        {
            "dx": """
                Phi[i,n] = (1 + erf(x[i,n] / sqrt(2))) / 2
                phi[i,n] = exp(-x[i,n]**2 / 2) / sqrt(2*pi)
                dx[i,n] = dY[i,n] * (Phi[i,n] + x[i,n] * phi[i,n])
            """
        },
        {"dx": "dx[r,c] = ((1 + erf(x[r,c]/2**0.5))/2 + x[r,c]*exp(-x[r,c]*x[r,c]/2)/(2*pi)**0.5) * dY[r,c]"},
        {"dx": "dx[i,n] = dY[i,n] * (Y[i,n] / x[i,n] + x[i,n] * exp(-x[i,n]**2 / 2) / sqrt(2*pi))"},
    ),
    wrong=(
        WrongFormula(
            "dx",
            "dx[i,n] = dY[i,n] * (1 + erf(x[i,n] / sqrt(2))) / 2",
            text="x stands in both factors of x Phi(x): the product rule has a second term, with Phi's own slope.",
        ),
        WrongFormula(
            "dx",
            "dx[i,n] = dY[i,n] * ((1 + erf(x[i,n]/sqrt(2)))/2 + exp(-x[i,n]**2/2) / sqrt(2*pi))",
            "missing-factor",
        ),
        WrongFormula(
            "dx", "dx[i,n] = (1 + erf(x[i,n]/sqrt(2)))/2 + x[i,n] * exp(-x[i,n]**2/2) / sqrt(2*pi)", "upstream-missing"
        ),
        WrongFormula(
            "dx",
            "dx[i,n] = dY[i,n] * ((1 + erf(x[i,n]/sqrt(2)))/2 - x[i,n] * exp(-x[i,n]**2/2) / sqrt(2*pi))",
            "sign",
        ),
        WrongFormula(
            "dx",
            "dx[i,n] = dY[i,n] * ((1 + erf(x[i,n]/sqrt(2)))/2 + x[i,n] * exp(-x[i,n]**2/2) / sqrt(pi))",
            text="Phi's slope is the normal density, exp(-x^2/2) / sqrt(2 pi): erf' brings 2/sqrt(pi), the inner "
            "function x/sqrt(2) brings 1/sqrt(2), and a half stands before erf.",
        ),
        WrongFormula(
            "dx",
            "t[i,n] = tanh(sqrt(2/pi) * (x[i,n] + 0.044715*x[i,n]**3))\n"
            "dx[i,n] = dY[i,n] * ((1 + t[i,n])/2 + x[i,n] * exp(-x[i,n]**2/2) / sqrt(2*pi))",
            text="This pairs the tanh form's Phi with the exact form's density: each form has a derivative of its own.",
        ),
    ),
)
