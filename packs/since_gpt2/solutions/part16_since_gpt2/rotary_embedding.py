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
by_hand = {"dx": [[[[3, 1, 4, 1], [5.403, 0.9983, -8.415, 9.950]]]]}

# As index formulas of x[B,H,T,d], cos[T,m], sin[T,m], Y[B,H,T,d] and dY[B,H,T,d]: what is dx? m is d / 2; cos[t,i] and
# sin[t,i] are of the angle by which place t turns pair i.
formula = {
    "dx": """
        dx[b,h,t,i] = (cos[t, i % m] * dY[b,h,t,i]
            + ([i < m] - [i >= m]) * sin[t, i % m] * dY[b,h,t, (i + m) % d])
    """
}


def rotary_embedding(x: np.ndarray, positions: np.ndarray, base: float = 10000.0) -> tuple[np.ndarray, Callable]:
    """Return Y (B, H, T, d) and its backward, for x (B, H, T, d) with d even and whole numbers positions (T,).

    backward(dY) returns {"x": dx (B, H, T, d)}; positions and base are constants.
    """
    ### BEGIN SOLUTION
    d = x.shape[-1]
    half = d // 2
    frequencies = base ** (-2.0 * np.arange(half) / d)  # (d/2,): from 1 radian for each place down to about 1 / base
    angles = positions[:, np.newaxis] * frequencies  # (T, 1) (d/2,) -> (T, d/2), in float64 whatever x is
    cos, sin = np.cos(angles).astype(x.dtype), np.sin(angles).astype(x.dtype)  # (T, d/2), for all sequences and heads
    first, second = x[..., :half], x[..., half:]  # (B, H, T, d/2) each: pair i is first[i] with second[i]
    Y = np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)  # (B, H, T, d)

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        # For each pair Y = R x, with a 2 by 2 matrix R that holds no x: R = [[cos, -sin], [sin, cos]]. So dx = R^T dY:
        # x[i] reaches Y[i] by cos and Y[i+m] by sin, which is the first column of R, and x[i+m] has the second.
        # Transposing R changes nothing but the sign of its sines: a turn by the same angle, backwards.
        d_first, d_second = dY[..., :half], dY[..., half:]  # (B, H, T, d/2) each
        dx = np.concatenate([d_first * cos + d_second * sin, d_second * cos - d_first * sin], axis=-1)  # (B, H, T, d)
        return {"x": dx}

    return Y, backward
    ### END SOLUTION
