"""Index formulas of swiglu (dx, dW_gate, dW_up, dW_down): right and known wrong ones."""

import numpy as np

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import case


def _quantities(*, x: np.ndarray, W_gate: np.ndarray, W_up: np.ndarray, **_: object) -> dict[str, np.ndarray]:
    """Return the two projections, and sigma of the first."""
    gate = x @ W_gate
    return {"gate": gate, "up": x @ W_up, "s": 1 / (1 + np.exp(-gate))}


DHIDDEN = """
    dhidden[n,f] = sum[o](dY[n,o] * W_down[f,o])
"""
DUP = "    dup[n,f] = dhidden[n,f] * gate[n,f] * s[n,f]\n"
DGATE = "    dgate[n,f] = dhidden[n,f] * up[n,f] * s[n,f] * (1 + gate[n,f] * (1 - s[n,f]))\n"
BY_GATE, BY_UP = "sum[f](dgate[n,f] * W_gate[i,f])", "sum[f](dup[n,f] * W_up[i,f])"
DX = f"{DHIDDEN}{DUP}{DGATE}    dx[n,i] = {BY_GATE} + {BY_UP}\n"
DW_GATE = f"{DHIDDEN}{DGATE}    dW_gate[i,f] = sum[n](x[n,i] * dgate[n,f])\n"
DW_UP = f"{DHIDDEN}{DUP}    dW_up[i,f] = sum[n](x[n,i] * dup[n,f])\n"
DW_DOWN = "dW_down[f,o] = sum[n](gate[n,f] * s[n,f] * up[n,f] * dY[n,o])"
SLOPE = "s[n,f] * (1 + gate[n,f] * (1 - s[n,f]))"

FORMULAS = Formulas(
    case=case("formula", x=normal(3, 5), W_gate=normal(5, 6, std=0.6), W_up=normal(5, 6), W_down=normal(6, 5)),
    elsewhere=case("elsewhere", x=normal(2, 3), W_gate=normal(3, 5, std=0.6), W_up=normal(3, 5), W_down=normal(5, 3)),
    given={
        "x": "N,D",
        "W_gate": "D,F",
        "W_up": "D,F",
        "W_down": "F,D",
        "gate": "N,F",
        "up": "N,F",
        "s": "N,F",
        "dY": "N,D",
    },
    quantities=_quantities,
    about="gate is x W_gate, up is x W_up, and s is sigma of gate, entry by entry.",
    right=(
        {
            "dx": DX,
            "dW_gate": "dW_gate[i,f] = sum[n](x[n,i] * dgate[n,f])",
            "dW_up": "dW_up[i,f] = sum[n](x[n,i] * dup[n,f])",
            "dW_down": DW_DOWN,
        },
        {
            "dW_down": "dW_down[j,k] = sum[r](dY[r,k] * up[r,j] * gate[r,j] / (1 + exp(-gate[r,j])))",
            "dW_up": """
                silu[r,j] = gate[r,j] / (1 + exp(-gate[r,j]))
                dW_up[i,j] = sum[r,k](x[r,i] * silu[r,j] * W_down[j,k] * dY[r,k])
            """,
            "dW_gate": """
                slope[r,j] = silu[r,j] + s[r,j] * (1 - silu[r,j])
                dW_gate[i,j] = sum[r,k](x[r,i] * up[r,j] * slope[r,j] * W_down[j,k] * dY[r,k])
            """,
            "dx": """
                slopes[r,j,i] = W_up[i,j] * silu[r,j] + W_gate[i,j] * slope[r,j] * up[r,j]
                dx[r,i] = sum[j,k](slopes[r,j,i] * W_down[j,k] * dY[r,k])
            """,
        },
        {
            "dx": """
                t[n,f] = tanh(gate[n,f] / 2)
                owed[n,f] = sum[o](W_down[f,o] * dY[n,o]) / 2
                to_gate[n,f] = owed[n,f] * up[n,f] * (1 + t[n,f] + gate[n,f] * (1 - t[n,f]**2) / 2)
                to_up[n,f] = owed[n,f] * gate[n,f] * (1 + t[n,f])
                dx[n,i] = sum[f](W_gate[i,f] * to_gate[n,f] + W_up[i,f] * to_up[n,f])
            """,
            "dW_gate": "dW_gate[i,f] = sum[n](to_gate[n,f] * x[n,i])",
            "dW_up": "dW_up[i,f] = sum[n](to_up[n,f] * x[n,i])",
            "dW_down": "dW_down[f,o] = sum[n](up[n,f] * gate[n,f] * s[n,f] * dY[n,o])",
        },
    ),
    wrong=(
        WrongFormula(
            "dx",
            DX.replace(f" + {BY_UP}", ""),
            text="Only the way through the gate is here. x was used twice: what comes back through W_up is added.",
        ),
        WrongFormula(
            "dx",
            DX.replace(f"{BY_GATE} + ", ""),
            text="Only the way through W_up is here. The gate is made of x as well, so a second term comes through it.",
        ),
        WrongFormula(
            "dx",
            DX.replace("= dhidden[n,f] * up[n,f]", "= dhidden[n,f]"),
            text="The gate's gradient lacks the factor up: silu(gate) multiplies up, so that is its slope.",
        ),
        WrongFormula("dx", DX.replace("W_down[f,o]", "W_down[o,f]"), "transpose"),
        WrongFormula(
            "dW_gate",
            DW_GATE.replace(SLOPE, "s[n,f]"),
            text="silu's slope stops at sigma. silu(a) is the product a sigma(a): the second factor has a slope too.",
        ),
        WrongFormula(
            "dW_gate",
            DW_GATE.replace(SLOPE, "s[n,f] * (1 - s[n,f])"),
            text="This is the slope of sigma. silu(a) is a times sigma(a): use the product rule.",
        ),
        WrongFormula(
            "dW_gate",
            DW_GATE.replace(SLOPE, "(gate[n,f] * s[n,f] + s[n,f] * (1 - s[n,f]))"),
            text="silu' is silu + sigma (1 - silu). Here the last silu is a sigma.",
        ),
        WrongFormula("dW_gate", DW_GATE.replace("sum[n](x[n,i] * dgate[n,f])", "x[n,i] * dgate[n,f]"), "missing-sum"),
        WrongFormula("dW_gate", DW_GATE.replace("(1 - s[n,f])", "(1 + s[n,f])"), "sign"),
        WrongFormula(
            "dW_up",
            DW_UP.replace("dhidden[n,f] * gate[n,f] * s[n,f]", "dhidden[n,f] * gate[n,f]"),
            text="up is multiplied by silu(gate), and not by gate: the factor sigma(gate) is missing.",
        ),
        WrongFormula("dW_up", DW_UP.replace("gate[n,f] * s", "up[n,f] * s"), "other-quantity"),
        WrongFormula("dW_up", DW_UP.replace("sum[n](x", "mean[n](x"), "extra-factor"),
        WrongFormula(
            "dW_down",
            DW_DOWN.replace(" * up[n,f]", ""),
            text="W_down is fed the products silu(gate) up, and here stands silu(gate) alone.",
        ),
        WrongFormula("dW_down", "dW_down[f,o] = sum[n](gate[n,f] * s[n,f] * up[n,f])", "upstream-missing"),
        WrongFormula("dW_down", DW_DOWN.replace("sum[n]", "mean[n]"), "extra-factor"),
    ),
)
