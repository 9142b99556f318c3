"""clip_grad_norm: keep the gradient of all parameters together from being longer than a given length.

Forward   n = sqrt(sum of g^2 over every entry of every gradient), the length of all gradients as one long vector
Given     parameters with their gradients in .grad, None where there is none; max_norm
Wanted    n, and every gradient multiplied by max_norm / (n + 1e-6) where n is above max_norm, left alone elsewhere
Source    Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks (2013), algorithm 1; the
          1e-6 as PyTorch has it
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

# By hand: three parameters have the gradients W = [[2, 3]], b = [6] and gamma = [0]; max_norm = 3.5. What is the norm,
# and what do the first two become?
by_hand = {"norm": None, "W": None, "b": None}


def clip_grad_norm(params: Sequence[Any], max_norm: float) -> float:
    """Return the norm of all gradients as it was, and scale them in .grad where it is above max_norm.

    A parameter whose .grad is None takes no part. With max_norm = math.inf the norm is measured and nothing changes.
    Where float64 gradients stand beside float32 ones, all squares are summed in float64: 1e20 does not overflow.
    """
    raise NotImplementedError(
        "clip_grad_norm: derive n, and every gradient multiplied by max_norm / (n + 1e-6) where n is "
        "above max_norm, left alone elsewhere."
    )
