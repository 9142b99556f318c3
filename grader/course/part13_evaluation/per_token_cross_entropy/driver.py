"""Driver: per_token_cross_entropy."""

import numpy as np


def drive(per_token_cross_entropy, logits, targets):
    """Return the losses, those of float32 logits as float32. Raises TypeError where they were not float64."""
    nll = per_token_cross_entropy(logits, targets)
    if logits.dtype != np.float32 or not isinstance(nll, (np.ndarray, np.generic)):
        return nll
    if nll.dtype != np.float64:
        raise TypeError(f"nll is {nll.dtype} for float32 logits; wanted float64, in which each sum is taken")
    return nll.astype(np.float32)
