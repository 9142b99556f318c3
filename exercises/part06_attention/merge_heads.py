"""merge_heads: set the heads side by side again, each in its own block of channels.

Forward   y[..., t, h d + c] = x[..., h, t, c]
Given     dy (..., T, H d), the upstream gradient of y
Wanted    dx (..., H, T, d)
Source    Vaswani et al., Attention Is All You Need (2017), section 3.2.2
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]] (B=1, H=2, T=2, d=2), and
# dy = [[[10, 20, 30, 40], [50, 60, 70, 80]]] (B=1, T=2, H d=4). What is dx?
by_hand = {"dx": None}

# As index formulas of x[H,T,d], y[T,Hd] and dy[T,Hd]: what is dx?
formula = {"dx": None}


def merge_heads(x: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return y (..., T, H d) and its backward, for x (..., H, T, d).

    backward(dy) returns {"x": dx (..., H, T, d)}.
    """
    raise NotImplementedError(
        "merge_heads: derive dx (..., H, T, d)."
    )
