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
by_hand = {"dx": [[[10, 20, 50, 60], [30, 40, 70, 80]]]}

# As index formulas of x[T,D], n_head, d, y[n_head,T,d] and dy[n_head,T,d]: what is dx? d is D / n_head.
formula = {"dx": "dx[t, h*d + c] = dy[h,t,c]"}


def split_heads(x: np.ndarray, n_head: int) -> tuple[np.ndarray, Callable]:
    """Return y (..., H, T, d) and its backward, for x (..., T, D), H = n_head and d = D / H.

    backward(dy) returns {"x": dx (..., T, D)}. Raises ValueError where n_head does not divide D.
    """
    ### BEGIN SOLUTION
    *leading, T, D = shape = x.shape
    # Head h owns columns h d to (h+1) d - 1 of x: the last axis is H blocks of d, one after another.
    blocks = x.reshape(*leading, T, n_head, D // n_head)  # (..., T, D) -> (..., T, H, d)
    y = blocks.swapaxes(-3, -2)  # (..., T, H, d) -> (..., H, T, d)

    def backward(dy: np.ndarray) -> dict[str, np.ndarray]:
        # Every entry of x lands in just one place of y, and dx there is the entry of dy at that place:
        # dx[..., t, h d + c] = dy[..., h, t, c]. The same two steps, each undone, the last one first.
        d_blocks = dy.swapaxes(-3, -2)  # (..., H, T, d) -> (..., T, H, d)
        return {"x": d_blocks.reshape(shape)}  # (..., T, H, d) -> (..., T, D)

    return y, backward
    ### END SOLUTION
