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
by_hand = {
    "dx": [[21.5854, -3.2958]],
    "dW_gate": [[7.6479], [15.2959]],
    "dW_up": [[3.2958], [6.5917]],
    "dW_down": [[1.6479, -1.6479]],
}

# As index formulas of x[N,D], W_gate[D,F], W_up[D,F], W_down[F,D], gate[N,F], up[N,F], s[N,F] and dY[N,D]: what are dx,
# dW_gate, dW_up and dW_down? gate is x W_gate, up is x W_up, and s is sigma of gate, entry by entry.
formula = {
    "dx": """
        dhidden[n,f] = sum[o](dY[n,o] * W_down[f,o])
        dup[n,f] = dhidden[n,f] * gate[n,f] * s[n,f]
        dgate[n,f] = dhidden[n,f] * up[n,f] * s[n,f] * (1 + gate[n,f] * (1 - s[n,f]))
        dx[n,i] = sum[f](dgate[n,f] * W_gate[i,f]) + sum[f](dup[n,f] * W_up[i,f])
    """,
    "dW_gate": "dW_gate[i,f] = sum[n](x[n,i] * dgate[n,f])",
    "dW_up": "dW_up[i,f] = sum[n](x[n,i] * dup[n,f])",
    "dW_down": "dW_down[f,o] = sum[n](gate[n,f] * s[n,f] * up[n,f] * dY[n,o])",
}


def swiglu(x: np.ndarray, W_gate: np.ndarray, W_up: np.ndarray, W_down: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y (..., D) and its backward, for x (..., D) of two axes or more, W_gate and W_up (D, F), W_down (F, D).

    backward(dY) returns {"x": dx (..., D), "W_gate": dW_gate (D, F), "W_up": dW_up (D, F), "W_down": dW_down (F, D)}.
    """
    ### BEGIN SOLUTION
    gate, gate_backward = matmul(x, W_gate)  # (..., D) (D, F) -> (..., F)
    up, up_backward = matmul(x, W_up)  # (..., D) (D, F) -> (..., F)
    sigma = 0.5 * (1 + np.tanh(0.5 * gate))  # (..., F): 1 / (1 + e^-gate), without an exponential that overflows
    opened = gate * sigma  # (..., F), silu of gate
    hidden = opened * up  # (..., F)
    Y, down_backward = matmul(hidden, W_down)  # (..., F) (F, D) -> (..., D)

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        by_down = down_backward(dY)  # {"x": (..., F), "W": (F, D)}
        dhidden = by_down["x"]  # (..., F)
        # hidden[n,f] = silu(gate[n,f]) up[n,f]: each factor's slope is the other factor, of the same row and unit.
        dup = dhidden * opened  # (..., F)
        # silu(a) = a sigma(a), and sigma' = sigma (1 - sigma): silu'(a) = sigma(a) + a sigma(a) (1 - sigma(a)).
        dgate = dhidden * up * (sigma + opened * (1 - sigma))  # (..., F)
        by_gate, by_up = gate_backward(dgate), up_backward(dup)  # each {"x": (..., D), "W": (D, F)}
        # x was used twice, so it is owed two gradients. Their sum is a new array.
        dx = by_gate["x"] + by_up["x"]  # (..., D)
        return {"x": dx, "W_gate": by_gate["W"], "W_up": by_up["W"], "W_down": by_down["W"]}

    return Y, backward
    ### END SOLUTION
