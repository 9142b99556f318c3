"""Index formulas of layer_norm (dx, dgamma, dbeta): right and known wrong ones."""

import numpy as np

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import gain, normal
from grader.course.spec import case


def _quantities(*, x: np.ndarray, eps: float, **_: object) -> dict[str, np.ndarray]:
    """Return each row's mean mu, sigma = sqrt(var + eps), and xhat."""
    mu = x.mean(axis=-1)
    sigma = np.sqrt(x.var(axis=-1) + eps)
    return {"mu": mu, "sigma": sigma, "xhat": (x - mu[:, None]) / sigma[:, None]}


DX = """
    g[n,d] = gamma[d] * dY[n,d]
    dx[n,i] = (g[n,i] - mean[d](g[n,d]) - xhat[n,i] * mean[d](g[n,d] * xhat[n,d])) / sigma[n]
"""


def _dx_with(old: str, new: str) -> str:
    """Return DX with `old` replaced by `new`."""
    return DX.replace(old, new)


FORMULAS = Formulas(
    case=case("formula", x=normal(3, 5, mean=0.5, std=1.3), gamma=gain(5), beta=normal(5), eps=0.1),
    elsewhere=case("elsewhere", x=normal(2, 4, mean=0.5, std=1.3), gamma=gain(4), beta=normal(4), eps=0.2),
    given={
        "x": "N,D",
        "gamma": "D",
        "beta": "D",
        "eps": "",
        "mu": "N",
        "sigma": "N",
        "xhat": "N,D",
        "dY": "N,D",
    },
    quantities=_quantities,
    about=("sigma is sqrt(var + eps)."),
    right=(
        {
            "dx": DX,
            "dgamma": "dgamma[d] = sum[n](dY[n,d] * xhat[n,d])",
            "dbeta": "dbeta[d] = sum[n](dY[n,d])",
        },
        {
            "dx": """
                dxhat[r,j] = dY[r,j] * gamma[j]
                slope[r,j,i] = (delta[j,i] - 1/D - xhat[r,j] * xhat[r,i] / D) / sigma[r]
                dx[r,i] = sum[j](dxhat[r,j] * slope[r,j,i])
            """,
            "dgamma": "dgamma[j] = sum[r](dY[r,j] * (x[r,j] - mu[r]) / sigma[r])",
            "dbeta": "dbeta[j] = sum[r](dY[r,j])",
        },
        {
            "dx": """
                m[n] = mean[d](x[n,d])
                c[n,d] = x[n,d] - m[n]
                s[n] = sqrt(mean[d](c[n,d]**2) + eps)
                ds[n] = -sum[d](dY[n,d] * gamma[d] * c[n,d]) / s[n]**2
                dc[n,d] = dY[n,d] * gamma[d] / s[n] + ds[n] * c[n,d] / (D * s[n])
                dx[n,i] = dc[n,i] - mean[d](dc[n,d])
            """,
            "dgamma": "dgamma[d] = sum[n](xhat[n,d] * dY[n,d])",
            "dbeta": "dbeta[d] = N * mean[n](dY[n,d])",
        },
    ),
    wrong=(
        WrongFormula(
            "dx",
            _dx_with(" - mean[d](g[n,d])", ""),
            text="The way through mu is missing: every x[i] moves the mean, and with it every xhat of its row.",
        ),
        WrongFormula(
            "dx",
            _dx_with(" - xhat[n,i] * mean[d](g[n,d] * xhat[n,d])", ""),
            text="The way through sigma is missing: every x[i] moves the variance, and with it every xhat of its row.",
        ),
        WrongFormula(
            "dx",
            "dx[n,i] = gamma[i] * dY[n,i] / sigma[n]",
            text="This treats mu and sigma as constants. They are functions of the whole row.",
        ),
        WrongFormula("dx", _dx_with("gamma[d] * dY", "dY"), "missing-factor"),
        WrongFormula("dx", _dx_with(") / sigma[n]", ")"), "missing-factor"),
        WrongFormula("dx", _dx_with("mean[d](g[n,d] * xhat", "sum[d](g[n,d] * xhat"), "missing-factor"),
        WrongFormula("dx", _dx_with("mean[d](g[n,d])", "sum[d](g[n,d])"), "missing-factor"),
        WrongFormula("dx", _dx_with("xhat[n,i] * mean", "x[n,i] * mean"), "other-quantity"),
        WrongFormula("dx", _dx_with("- xhat[n,i]", "+ xhat[n,i]"), "sign"),
        WrongFormula("dgamma", "dgamma[d] = sum[n](dY[n,d] * x[n,d])", "other-quantity"),
        WrongFormula("dgamma", "dgamma[d] = mean[n](dY[n,d] * xhat[n,d])", "extra-factor"),
        WrongFormula("dgamma", "dgamma[d] = dY[n,d] * xhat[n,d]", "missing-sum"),
        WrongFormula("dbeta", "dbeta[d] = dY[n,d]", "missing-sum"),
        WrongFormula("dbeta", "dbeta[d] = N", "upstream-missing"),
    ),
)
