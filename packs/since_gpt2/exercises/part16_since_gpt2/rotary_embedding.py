"""rotary_embedding: turn each pair of channels by an angle that grows with the place.

Forward   (Y[i], Y[i + m]) = (x[i] cos - x[i + m] sin, x[i] sin + x[i + m] cos) at every place t, for
          0 <= i < m = d/2, with the angle positions[t] base^(-2i/d)
Given     dY (B, H, T, d), the upstream gradient of Y
Wanted    dx (B, H, T, d)
Source    Su et al., RoFormer: Enhanced Transformer with Rotary Position Embedding (2021), arXiv 2104.09864,
          sections 3.2 and 3.4.2, with the pairs (i, i + d/2) of GPT-NeoX
"""

from collections.abc import Callable

import numpy as np

# By hand: B = H = 1, T = 2, d = 4, positions = [0, 1] and base = 100, so that place 1 turns its pairs by 1 and by 0.1:
# cos 1 = 0.5403, sin 1 = 0.8415, cos 0.1 = 0.9950, sin 0.1 = 0.0998. dY = [[[[3, 1, 4, 1], [10, 0, 0, 10]]]]. What is
# dx? (Which entries of x do you have to know for that?)
by_hand = {"dx": None}

# As index formulas of x[B,H,T,d], cos[T,m], sin[T,m], Y[B,H,T,d] and dY[B,H,T,d]: what is dx? m is d / 2; cos[t,i] and
# sin[t,i] are of the angle by which place t turns pair i.
formula = {"dx": None}


def rotary_embedding(x: np.ndarray, positions: np.ndarray, base: float = 10000.0) -> tuple[np.ndarray, Callable]:
    """Return Y (B, H, T, d) and its backward, for x (B, H, T, d) with d even and whole numbers positions (T,).

    backward(dY) returns {"x": dx (B, H, T, d)}; positions and base are constants.
    """
    raise NotImplementedError(
        "rotary_embedding: derive dx (B, H, T, d)."
    )
