"""adamw_in_chunks: AdamW's step in place, a chunk of all four arrays at a time, each read once and written once.

Forward   m' = beta1 m + (1 - beta1) g, v' = beta2 v + (1 - beta2) g^2,
          theta' = theta - lr weight_decay theta - lr m_hat / (sqrt(v_hat) + eps), as in part 11
Given     theta, its gradient g, m and v, all contiguous and of one shape; t, which counts steps from 1
Wanted    theta', m' and v' in the memory of theta, m and v
Source    Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019), algorithm 2; the course's part 11,
          adamw_update
"""

import math

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part15_speed.adamw_in_chunks runs it, grader check judges it")

from .share import share

# By hand: theta = [2, -1], g = [4, 0], m = [2, 6], v = [4, 5.25], t = 2, lr = 0.1, beta1 = 0.5, beta2 = 0.75, eps = 1,
# weight_decay = 0.5. What stands in theta, m and v afterwards?
by_hand = {"theta": None, "m": None, "v": None}


def adamw_in_chunks(
    theta: np.ndarray,
    grad: np.ndarray,
    m: np.ndarray,
    v: np.ndarray,
    t: int,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
    chunk: int = 131_072,
) -> None:
    """Take step t = 1, 2, ...: theta, m and v are changed in place, grad is left as it is.

    All four are contiguous and of one shape and dtype. No array is made that is larger than `chunk` entries.
    """
    raise NotImplementedError(
        "adamw_in_chunks: derive theta', m' and v' in the memory of theta, m and v."
    )
