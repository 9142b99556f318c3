"""causal_mask: what to add to the scores so that no place sees a later one. A constant: nothing to differentiate.

Forward   mask[i, j] = fill for j > i, and 0 for j <= i
Given     S, how many places there are, and fill, a large negative number
Wanted    the (S, S) mask, float64
Source    Vaswani et al., Attention Is All You Need (2017), section 3.2.3
"""

import numpy as np

# By hand: S = 3 and fill = -9. Write down the mask, row by row.
by_hand = {"mask": None}

# As index formulas of S and fill: what is mask?
formula = {"mask": None}


def causal_mask(S: int, fill: float = -1e9) -> np.ndarray:
    """Return the mask (S, S), float64: 0 on and below the diagonal, `fill` above it.

    Row i is the place that looks, column j the place that is looked at.
    """
    raise NotImplementedError(
        "causal_mask: derive the (S, S) mask, float64."
    )
