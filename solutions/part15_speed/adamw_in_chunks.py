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

from .share import share

# By hand: theta = [2, -1], g = [4, 0], m = [2, 6], v = [4, 5.25], t = 2, lr = 0.1, beta1 = 0.5, beta2 = 0.75, eps = 1,
# weight_decay = 0.5. What stands in theta, m and v afterwards?
by_hand = {"theta": [1.82, -1.05], "m": [3, 3], "v": [7, 3.9375]}


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
    ### BEGIN SOLUTION
    flat = [array.reshape(-1) for array in (theta, grad, m, v)]  # views: all are contiguous
    # m_hat and v_hat differ from m and v by numbers, which are moved to where they cost least.
    step, root = lr / (1 - beta1**t), 1 / math.sqrt(1 - beta2**t)

    def work(start: int, stop: int) -> None:
        room = np.empty(min(chunk, stop - start), theta.dtype)
        for a in range(start, stop, chunk):
            b = min(a + chunk, stop)
            th, g, m_, v_ = (array[a:b] for array in flat)
            s = room[: b - a]
            m_ *= beta1
            m_ += np.multiply(g, 1 - beta1, out=s)
            np.multiply(g, g, out=s)
            s *= 1 - beta2
            v_ *= beta2
            v_ += s
            np.sqrt(v_, out=s)
            s *= root
            s += eps
            np.divide(m_, s, out=s)
            s *= step
            th *= 1 - lr * weight_decay  # on its own: the decay is no part of m or v
            th -= s

    share(work, theta.size, least=chunk // 8)
    ### END SOLUTION
