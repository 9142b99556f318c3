"""MLP: the block's second half, two Linear layers with a GELU between them, for each token on its own.

Forward   Y = proj(gelu(fc(x))), with fc from D to hidden (4D where nothing is said) and proj back to D
Given     x (..., D), a Tensor or an array
Wanted    the layer: fc and proj, and Y (..., D), a Tensor; gelu is your gelu_tanh ("tanh") or your gelu ("erf")
Source    Radford et al., Language Models are Unsupervised Multitask Learners (2019); Hendrycks and Gimpel, Gaussian
          error linear units (2016)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

if not __package__:
    raise SystemExit("python -m exercises.part09_layers.MLP runs it, grader check judges it")

from ..part03_linear_algebra.gelu import gelu as gelu_erf
from ..part03_linear_algebra.gelu_tanh import gelu_tanh
from ..part08_autograd.Tensor import Tensor, apply
from .Linear import Linear
from .Module import Module

GELUS = {"tanh": gelu_tanh, "erf": gelu_erf}

# By hand: D = 1 and hidden = 2, gelu = "erf", x = [[1]]; fc has W = [[1, -1]] and b = [0, 1], proj has W = [[2], [3]]
# and b = [-1], and dY = [[1]]. What are Y and dx? Use gelu(1) = 0.841 and its slope there, 1.083; and at 0, where gelu
# is 0, a slope of 1/2.
by_hand = {"Y": None, "dx": None}


class MLP(Module):
    """`fc`, then GELU, then `proj`: each token by itself, so that no token hears of another here."""

    def __init__(
        self,
        D: int,
        hidden: int | None = None,
        bias: bool = True,
        gelu: str = "tanh",
        *,
        rng: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        """Make fc (D, hidden) and proj (hidden, D), in this order from one rng; hidden is 4 D where it is None.

        Raises ValueError for a gelu other than "tanh" and "erf".
        """
        raise NotImplementedError(
            "MLP: write __init__. Make fc (D, hidden) and proj (hidden, D), in this order from one rng; "
            "hidden is 4 D where it is None."
        )

    def forward(self, x: Tensor | np.ndarray) -> Tensor:
        """Return Y (..., D), for x (..., D) of 2 or more axes."""
        raise NotImplementedError(
            "MLP: write forward. Return Y (..., D), for x (..., D) of 2 or more axes."
        )
