"""Right alternatives to per_token_cross_entropy: correct answers, written in other ways."""

import numpy as np
from scipy.special import log_softmax, logsumexp


def library(logits, targets):
    """SciPy's logsumexp less the target's logit."""
    wide = logits.astype(np.float64)
    return logsumexp(wide, axis=-1) - np.take_along_axis(wide, targets[..., None], -1)[..., 0]


def one_hot(logits, targets):
    """SciPy's log_softmax, and a one-hot mask for the targets."""
    hot = np.arange(logits.shape[-1]) == targets[..., None]
    return -np.where(hot, log_softmax(logits.astype(np.float64), axis=-1), 0.0).sum(axis=-1)


def odds(logits, targets):
    """log sum_v exp(x[v] - x[y]), shifted by the maximum of these differences."""
    rows = logits.reshape(-1, logits.shape[-1]).astype(np.float64)
    against = rows - rows[np.arange(len(rows)), targets.ravel()][:, None]
    top = against.max(axis=1)
    return (top + np.log(np.exp(against - top[:, None]).sum(axis=1))).reshape(targets.shape)
