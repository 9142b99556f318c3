"""gradient_step, written other ways."""

import numpy as np


def one_hot(logits, target, lr):
    """p - y with y written out, and p from the logarithm of the sum."""
    y = np.eye(len(logits))[target]
    p = np.exp(logits - np.logaddexp.reduce(logits))
    return logits - lr * (p - y)


def pairwise(logits, target, lr):
    """p[i] = 1 / sum_j exp(logits[j] - logits[i]): no quotient of exps at all."""
    p = 1 / np.exp(logits[None, :] - logits[:, None]).sum(axis=1)
    return np.array([z - lr * (p[i] - (i == target)) for i, z in enumerate(logits)])


def explicit_jacobian(logits, target, lr):
    """d log p[t] / d logits[i] = [i = t] - p[i], as the target's row of the whole (V, V) Jacobian of log softmax."""
    shifted = logits - logits.max()
    log_p = shifted - np.log(np.exp(shifted).sum())
    jacobian = np.eye(len(logits)) - np.exp(log_p)[None, :]  # (V, V)
    return logits + lr * jacobian[target]
