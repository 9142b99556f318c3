"""swiglu: an MLP in which every hidden unit is the product of two projections, one of them through silu.

Forward   y = (silu(x W_gate) * (x W_up)) W_down, with silu(a) = a sigma(a), sigma(a) = 1 / (1 + e^-a), entry by entry
Given     dY (..., D), the upstream gradient of y
Wanted    dx (..., D), dW_gate (D, F), dW_up (D, F) and dW_down (F, D)
Source    Shazeer, GLU Variants Improve Transformer (2020), section 2
"""

from collections.abc import Callable

import numpy as np

from ..part03_linear_algebra.matmul import matmul

# By hand: x = [[1, 2]], W_gate = [[ln 3], [0]], W_up = [[4], [-1]], W_down = [[3, -1]] (D=2, F=1), and dY = [[1, -1]].
# What are dx, dW_gate, dW_up and dW_down? (ln 3 is 1.0986, and sigma(ln 3) is 3/4.)
by_hand = {"dx": None, "dW_gate": None, "dW_up": None, "dW_down": None}

# As index formulas of x[N,D], W_gate[D,F], W_up[D,F], W_down[F,D], gate[N,F], up[N,F], s[N,F] and dY[N,D]: what are dx,
# dW_gate, dW_up and dW_down? gate is x W_gate, up is x W_up, and s is sigma of gate, entry by entry.
formula = {"dx": None, "dW_gate": None, "dW_up": None, "dW_down": None}


def swiglu(x: np.ndarray, W_gate: np.ndarray, W_up: np.ndarray, W_down: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y (..., D) and its backward, for x (..., D) of two axes or more, W_gate and W_up (D, F), W_down (F, D).

    backward(dY) returns {"x": dx (..., D), "W_gate": dW_gate (D, F), "W_up": dW_up (D, F), "W_down": dW_down (F, D)}.
    """
    raise NotImplementedError(
        "swiglu: derive dx (..., D), dW_gate (D, F), dW_up (D, F) and dW_down (F, D)."
    )
