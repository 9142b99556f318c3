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
by_hand = {"theta": [1.82, -1.05], "m": [3, 3], "v": [7, 3.9375]}

# As index formulas of theta[N], grad[N], m[N], v[N], t, lr, beta1, beta2, eps and weight_decay: what are m_new, v_new
# and theta_new? Each may use what the one before it defines.
formula = {
    "m_new": "m_new[i] = beta1 * m[i] + (1 - beta1) * grad[i]",
    "v_new": "v_new[i] = beta2 * v[i] + (1 - beta2) * grad[i]**2",
    "theta_new": """
        m_hat[i] = m_new[i] / (1 - beta1**t)
            v_hat[i] = v_new[i] / (1 - beta2**t)
        theta_new[i] = theta[i] - lr * weight_decay * theta[i] - lr * m_hat[i] / (sqrt(v_hat[i]) + eps)
    """,
}


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
    ### BEGIN SOLUTION
    # Decay first, and apart from the gradient: v must not see it, or weights with large gradients would decay less.
    theta = theta - lr * weight_decay * theta
    # Running averages of the gradient and of its square. Unrolled, m_t = (1 - beta1) sum_s beta1^(t-s) grad_s.
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad * grad
    # The weights (1 - beta1) beta1^(t-s), s = 1 ... t, add up to 1 - beta1^t, the rest being the weight of m_0 = 0:
    # a constant gradient g has m_t = (1 - beta1^t) g. Dividing by that sum makes both true weighted means.
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    # The ratio is free of the gradient's scale: a step of about lr, wherever the gradient keeps its sign.
    theta = theta - lr * m_hat / (np.sqrt(v_hat) + eps)
    return theta, m, v
    ### END SOLUTION
