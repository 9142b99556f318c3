"""per_token_cross_entropy: how surprised the model was by each single token, in nats. Evaluation needs no backward.

Forward   nll[t] = log(sum_v exp(logits[t, v])) - logits[t, targets[t]], which is -log p of the target
Given     logits (..., V) of any finite size, float32 or float64, and integer targets (...)
Wanted    nll (...), each sum taken in float64
Source    Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4
"""

import numpy as np

# By hand: logits = [[0, ln 3], [5, 5]], targets = [0, 1]. What are the two entries of nll?
by_hand = {"nll": [1.3862944, 0.6931472]}


def per_token_cross_entropy(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return nll (...), float64, for logits (..., V) and integer targets (...) in [0, V). Nothing is averaged."""
    ### BEGIN SOLUTION
    # log sum exp(x) = m + log sum exp(x - m) for any m; with the row's largest, exp is at most 1 and the sum at least.
    shift = logits.max(axis=-1, keepdims=True)  # (..., V) -> (..., 1)
    # The exponentials keep the logits' dtype, since a copy of them in float64 would be the largest array of the
    # whole evaluation. Only their sum, of V = 50,257 terms, is taken in float64.
    total = np.exp(logits - shift).sum(axis=-1, dtype=np.float64)  # (..., V) -> (...)
    at = targets[..., np.newaxis]  # (...) -> (..., 1)
    right = np.take_along_axis(logits, at, axis=-1)  # (..., V), (..., 1) -> (..., 1)
    behind = (shift.astype(np.float64) - right)[..., 0]  # (..., 1) -> (...)
    return np.log(total) + behind
    ### END SOLUTION
