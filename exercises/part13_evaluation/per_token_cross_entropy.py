"""per_token_cross_entropy: how surprised the model was by each single token, in nats. Evaluation needs no backward.

Forward   nll[t] = log(sum_v exp(logits[t, v])) - logits[t, targets[t]], which is -log p of the target
Given     logits (..., V) of any finite size, float32 or float64, and integer targets (...)
Wanted    nll (...), each sum taken in float64
Source    Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4
"""

import numpy as np

# By hand: logits = [[0, ln 3], [5, 5]], targets = [0, 1]. What are the two entries of nll?
by_hand = {"nll": None}


def per_token_cross_entropy(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return nll (...), float64, for logits (..., V) and integer targets (...) in [0, V). Nothing is averaged."""
    raise NotImplementedError(
        "per_token_cross_entropy: derive nll (...), each sum taken in float64."
    )
