"""adamw_update: one step of Adam with decoupled weight decay.

Forward   m' = beta1 m + (1 - beta1) grad, v' = beta2 v + (1 - beta2) grad^2,
          theta' = theta - lr weight_decay theta - lr m_hat / (sqrt(v_hat) + eps),
          where m_hat and v_hat are m' and v' freed of their bias towards the zeros that they started from
Given     theta, its gradient grad and the running averages m and v, all of one shape; t, which counts steps from 1
Wanted    m_hat and v_hat, such that a constant gradient g has m_hat = g and v_hat = g^2; with them theta', m' and v'
Source    Kingma and Ba, Adam (2015), algorithm 1; Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019),
          algorithm 2, with the decay times lr as PyTorch has it
"""

import numpy as np

# By hand: theta = [2, -1], grad = [4, 0], m = [2, 6], v = [4, 5.25], t = 2, lr = 0.1, beta1 = 0.5, beta2 = 0.75,
# eps = 1 (large, so that its place shows), weight_decay = 0.5. What are the new theta, m and v?
by_hand = {"theta": None, "m": None, "v": None}

# As index formulas of theta[N], grad[N], m[N], v[N], t, lr, beta1, beta2, eps and weight_decay: what are m_new, v_new
# and theta_new? Each may use what the one before it defines.
formula = {"m_new": None, "v_new": None, "theta_new": None}


def adamw_update(
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
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the new (theta, m, v) of step t = 1, 2, ...; the arrays given are left as they are.

    theta, grad, m and v are of one shape, which may be (); v is nowhere negative. Before the first step m and v are
    zero.
    """
    raise NotImplementedError(
        "adamw_update: derive m_hat and v_hat, such that a constant gradient g has m_hat = g and v_hat = "
        "g^2; with them theta', m' and v'."
    )
