"""gradient_step: one step down the loss, taken at the logits themselves.

Forward   loss = -log p[target], with p = softmax(logits), p[i] = exp(logits[i]) / sum_j exp(logits[j])
Given     logits (V,), the target's index, and lr, the length of the step; d loss = 1
Wanted    the logits after one step of lr against d loss / d logits (V,)
Source    Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.3
"""

import numpy as np

# By hand: logits = [2, 1, 0], target 0, lr = 1. What are p, the loss (0.41), and the logits after the step?
# (Then: what is the loss there? It should be 0.26.)
by_hand = {"new_logits": None}


def gradient_step(logits: np.ndarray, target: int, lr: float) -> np.ndarray:
    """Return the logits (V,) after one step of gradient descent on -log softmax(logits)[target].

    The array handed in stays as it was, and logits of any size will do: exp(1000) overflows.
    """
    raise NotImplementedError(
        "gradient_step: derive the logits after one step of lr against d loss / d logits (V,)."
    )
