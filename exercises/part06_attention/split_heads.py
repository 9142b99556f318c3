"""split_heads: cut the channels into heads, so that each head is a batch item of its own.

Forward   y[..., h, t, c] = x[..., t, h d + c], with d = D / n_head
Given     dy (..., H, T, d), the upstream gradient of y, where H is n_head
Wanted    dx (..., T, D)
Source    Vaswani et al., Attention Is All You Need (2017), section 3.2.2
"""

from collections.abc import Callable

import numpy as np

# By hand: x = [[[1, 2, 3, 4], [5, 6, 7, 8]]] (B=1, T=2, D=4), n_head = 2, and
# dy = [[[[10, 20], [30, 40]], [[50, 60], [70, 80]]]] (B=1, H=2, T=2, d=2). What is dx?
by_hand = {"dx": None}

# As index formulas of x[T,D], n_head, d, y[n_head,T,d] and dy[n_head,T,d]: what is dx? d is D / n_head.
formula = {"dx": None}


def split_heads(x: np.ndarray, n_head: int) -> tuple[np.ndarray, Callable]:
    """Return y (..., H, T, d) and its backward, for x (..., T, D), H = n_head and d = D / H.

    backward(dy) returns {"x": dx (..., T, D)}. Raises ValueError where n_head does not divide D.
    """
    raise NotImplementedError(
        "split_heads: derive dx (..., T, D)."
    )
