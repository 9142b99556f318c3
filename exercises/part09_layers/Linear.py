"""Linear: a matrix product and, where wanted, a bias, as a layer that owns its W and b.

Forward   Y[..., n] = sum_k x[..., k] W[k, n] + b[n], or without b
Given     x (..., n_in), a Tensor or an array
Wanted    the layer: W (n_in, n_out) and b (n_out,) or None, and Y (..., n_out), a Tensor, by your ops linear and matmul
Source    Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.5.6; Radford et al., Language Models are
          Unsupervised Multitask Learners (2019), for the bias and the size of the weights at the start
"""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

if not __package__:
    raise SystemExit("python -m exercises.part09_layers.Linear runs it, grader check judges it")

from ..part03_linear_algebra.linear import linear
from ..part03_linear_algebra.matmul import matmul
from ..part08_autograd.Tensor import Tensor, apply
from .Module import Module

# By hand: W = [[1, 2], [3, 4]], b = [10, 20], x = [[1, -1]], and dY = [[2, 1]]. What are Y, dx, dW and db?
by_hand = {"Y": None, "dx": None, "dW": None, "db": None}


class Linear(Module):
    """Y = x W + b. `W` is (n_in, n_out), as GPT-2 stores it: x W, not x W^T. `b` is (n_out,), or None without bias."""

    def __init__(
        self,
        n_in: int,
        n_out: int,
        bias: bool = True,
        *,
        rng: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        """Draw W from N(0, 0.02^2) by rng (np.random.default_rng(0) where none is given); b starts at 0."""
        raise NotImplementedError(
            "Linear: write __init__. Draw W from N(0, 0.02^2) by rng (np.random.default_rng(0) where none "
            "is given); b starts at 0."
        )

    def forward(self, x: Tensor | np.ndarray) -> Tensor:
        """Return Y (..., n_out), for x (..., n_in) of 2 or more axes."""
        raise NotImplementedError(
            "Linear: write forward. Return Y (..., n_out), for x (..., n_in) of 2 or more axes."
        )
