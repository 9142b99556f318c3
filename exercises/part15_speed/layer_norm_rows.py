"""layer_norm_rows: LayerNorm whose sums are matrix products, a few rows at a time.

Forward   x_hat = (x - mean) / sqrt(var + eps) along the last axis; y = gamma x_hat + beta
Given     dy, the upstream gradient of y
Wanted    dx of x's shape, dgamma (D,) and dbeta (D,), with every sum over rows or columns a product with a vector
Source    Ba, Kiros and Hinton, Layer Normalization (2016), section 3; NumPy's documentation of vecdot
"""

import threading
from collections.abc import Callable

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part15_speed.layer_norm_rows runs it, grader check judges it")

from .share import share

# By hand: x = [[0, 2]], gamma = [2, 1], beta = [0, 0], eps = 0 and dy = [[1, 4]]. What are dx, dgamma and dbeta?
by_hand = {"dx": None, "dgamma": None, "dbeta": None}


def layer_norm_rows(
    x: np.ndarray,
    gamma: np.ndarray,
    beta: np.ndarray,
    eps: float = 1e-5,
    chunk: int = 131_072,
    out: np.ndarray | None = None,
) -> tuple[np.ndarray, Callable]:
    """Return y of x's shape (..., D) and its backward; y is written into `out`, contiguous, where that is given.

    Rows are worked on as many at once as have `chunk` entries, at least one: 170 rows of GPT-2's 768, which are 500 kB
    in float32, stay in a processor's own cache. backward(dy, out=None) returns {"x": dx (..., D), "gamma": dgamma (D,),
    "beta": dbeta (D,)} and writes dx into its own `out`, contiguous, where given, which may be dy itself. x is read
    again by the backward, and has to stay. Where x is contiguous no array is made that is larger than `chunk` entries
    or two columns, but the answer.
    """
    raise NotImplementedError(
        "layer_norm_rows: derive dx of x's shape, dgamma (D,) and dbeta (D,), with every sum over rows or "
        "columns a product with a vector."
    )
