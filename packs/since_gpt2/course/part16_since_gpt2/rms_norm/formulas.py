"""Index formulas of rms_norm (dx, dgamma): right and known wrong ones."""

import numpy as np

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import gain, normal
from grader.course.spec import case


def _quantities(*, x: np.ndarray, eps: float, **_: object) -> dict[str, np.ndarray]:
    """Return each row's rms = sqrt(mean(x^2) + eps), and xhat."""
    rms = np.sqrt(np.mean(x**2, axis=-1) + eps)
    return {"rms": rms, "xhat": x / rms[:, None]}


DX = """
    g[n,d] = gamma[d] * dY[n,d]
    dx[n,i] = (g[n,i] - xhat[n,i] * mean[d](g[n,d] * xhat[n,d])) / rms[n]
"""


def _dx_with(old: str, new: str) -> str:
    """Return DX with `old` replaced by `new`."""
    return DX.replace(old, new)


FORMULAS = Formulas(
    case=case("formula", x=normal(3, 5, mean=0.5, std=1.3), gamma=gain(5), eps=0.1),
    elsewhere=case("elsewhere", x=normal(2, 4, mean=0.5, std=1.3), gamma=gain(4), eps=0.2),
    given={"x": "N,D", "gamma": "D", "eps": "", "rms": "N", "xhat": "N,D", "dY": "N,D"},
    quantities=_quantities,
    about="rms is sqrt(mean(x^2) + eps).",
    right=(
        {"dx": DX, "dgamma": "dgamma[d] = sum[n](dY[n,d] * xhat[n,d])"},
        {
            "dx": """
                slope[r,j,i] = (delta[j,i] - xhat[r,j] * xhat[r,i] / D) / rms[r]
                dx[r,i] = sum[j](dY[r,j] * gamma[j] * slope[r,j,i])
            """,
            "dgamma": "dgamma[j] = sum[r](dY[r,j] * x[r,j] / rms[r])",
        },
        {
            "dx": """
                m[n] = mean[d](x[n,d]**2) + eps
                dm[n] = -sum[d](dY[n,d] * gamma[d] * x[n,d]) / (2 * m[n] * sqrt(m[n]))
                dx[n,i] = dY[n,i] * gamma[i] / sqrt(m[n]) + dm[n] * 2 * x[n,i] / D
            """,
            "dgamma": "dgamma[d] = N * mean[n](xhat[n,d] * dY[n,d])",
        },
    ),
    wrong=(
        WrongFormula(
            "dx",
            "dx[n,i] = gamma[i] * dY[n,i] / rms[n]",
            text="This treats the rms as a constant. Every x[i] stands in it, and it divides all of its row.",
        ),
        WrongFormula(
            "dx",
            _dx_with("(g[n,i] - xhat", "(g[n,i] - mean[d](g[n,d]) - xhat"),
            text="The mean of g is layer_norm's way through mu. Here no mean is taken off, so there is no such way.",
        ),
        WrongFormula(
            "dx",
            _dx_with("xhat[n,i] * mean", "2 * xhat[n,i] * mean"),
            text="The way through the rms counts double: the 2 of the square meets the 1/2 of the root.",
        ),
        WrongFormula(
            "dx",
            _dx_with("mean[d](g[n,d] * xhat[n,d])", "g[n,i] * xhat[n,i] / D"),
            text="Only the output d = i is here. Through the rms x[i] reaches every output of its row: a mean over d.",
        ),
        WrongFormula("dx", _dx_with("- xhat[n,i]", "+ xhat[n,i]"), "sign"),
        WrongFormula("dx", _dx_with("gamma[d] * dY", "dY"), "missing-factor"),
        WrongFormula("dx", _dx_with(") / rms[n]", ")"), "missing-factor"),
        WrongFormula("dx", _dx_with("mean[d](g[n,d] * xhat", "sum[d](g[n,d] * xhat"), "missing-factor"),
        WrongFormula("dx", _dx_with("xhat[n,i] * mean", "x[n,i] * mean"), "other-quantity"),
        WrongFormula("dgamma", "dgamma[d] = sum[n](dY[n,d] * x[n,d])", "other-quantity"),
        WrongFormula("dgamma", "dgamma[d] = mean[n](dY[n,d] * xhat[n,d])", "extra-factor"),
        WrongFormula("dgamma", "dgamma[d] = dY[n,d] * xhat[n,d]", "missing-sum"),
        WrongFormula("dgamma", "dgamma[d] = sum[n](xhat[n,d])", "upstream-missing"),
    ),
)
