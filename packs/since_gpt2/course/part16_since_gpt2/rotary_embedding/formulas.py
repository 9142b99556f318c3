"""Index formulas of rotary_embedding (dx): right and known wrong ones."""

import numpy as np

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import integers, normal
from grader.course.spec import case


def _cos_and_sin(*, x: np.ndarray, positions: np.ndarray, base: float, **_: object) -> dict[str, np.ndarray]:
    """Return the cosine and the sine (T, m) of every place's and every pair's angle."""
    m = x.shape[-1] // 2
    angles = np.outer(positions, base ** (-np.arange(m) / m))
    return {"cos": np.cos(angles), "sin": np.sin(angles)}


DX = """
    dx[b,h,t,i] = (cos[t, i % m] * dY[b,h,t,i]
        + ([i < m] - [i >= m]) * sin[t, i % m] * dY[b,h,t, (i + m) % d])
"""


def _dx_with(old: str, new: str) -> str:
    """Return DX with `old` replaced by `new`."""
    return DX.replace(old, new)


FORMULAS = Formulas(
    case=case("formula", x=normal(2, 4, 5, 6), positions=integers([3, 4, 5, 6, 7]), base=50.0),
    elsewhere=case("elsewhere", x=normal(3, 5, 2, 8), positions=integers([2, 9]), base=30.0),
    given={"x": "B,H,T,d", "cos": "T,m", "sin": "T,m", "Y": "B,H,T,d", "dY": "B,H,T,d"},
    quantities=_cos_and_sin,
    about=("m is d / 2; cos[t,i] and sin[t,i] are of the angle by which place t turns pair i."),
    right=(
        {"dx": DX},
        {
            "dx": """
                R[t,k,i] = delta[k,i] * cos[t, k % m] + (delta[k, i + m] - delta[k + m, i]) * sin[t, k % m]
                dx[b,h,t,i] = sum[k](R[t,k,i] * dY[b,h,t,k])
            """
        },
        {
            "dx": """
                partner[b,h,t,i] = sum[k](delta[k, i + m] * dY[b,h,t,k]) - sum[k](delta[k + m, i] * dY[b,h,t,k])
                dx[b,h,t,i] = sum[j](delta[j, i % m] * (dY[b,h,t,i] * cos[t,j] + partner[b,h,t,i] * sin[t,j]))
            """
        },
    ),
    wrong=(
        WrongFormula(
            "dx",
            _dx_with("([i < m] - [i >= m])", "([i >= m] - [i < m])"),
            text="This is the forward's own matrix: it turns the gradient on by the angle. It has to turn it back.",
        ),
        WrongFormula(
            "dx",
            _dx_with("([i < m] - [i >= m]) * ", ""),
            text="Both halves have the same sign before their sine. In the matrix of a turn they differ in sign.",
        ),
        WrongFormula(
            "dx",
            "dx[b,h,t,i] = cos[t, i % m] * dY[b,h,t,i]",
            text="The sines are missing: x[i] stands in both outputs of its pair.",
        ),
        WrongFormula(
            "dx",
            "dx[b,h,t,i] = cos[t, i // 2] * dY[b,h,t,i]"
            " + sin[t, i // 2] * dY[b,h,t, i + 1 - 2 * (i % 2)] * ([i % 2 == 0] - [i % 2 == 1])",
            text="This pairs neighbours, 2i with 2i + 1, as the paper does. The pairs of this forward are i and i + m.",
        ),
        WrongFormula("dx", _dx_with("dY[b,h,t, (i + m) % d]", "x[b,h,t, (i + m) % d]"), "other-quantity"),
        WrongFormula("dx", _dx_with("(cos", "(-cos"), "sign"),
    ),
)
