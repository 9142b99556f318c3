"""How per_token_cross_entropy is asked."""

import numpy as np


def drive(per_token_cross_entropy, logits, targets):
    """Ask, and hand back float32 where the logits are: that the answer is wider than they are is as it should be."""
    nll = per_token_cross_entropy(logits, targets)
    return nll.astype(np.float32) if isinstance(nll, np.ndarray) and logits.dtype == np.float32 else nll
