"""Right alternatives to softmax_cross_entropy: correct answers, written in other ways."""

import numpy as np
from scipy import special


def one_hot(logits, targets, ignore_index=-1):
    """One-hot targets and the weights of the mean as arrays; an ignored token has weight 0."""
    counts = targets != ignore_index
    weight = counts / max(1, counts.sum())
    delta = np.arange(logits.shape[-1]) == np.where(counts, targets, 0)[..., None]
    log_p = special.log_softmax(logits, axis=-1)

    def backward(dL):
        return {"logits": dL * weight[..., None] * (np.exp(log_p) - delta)}

    return -np.sum(weight[..., None] * np.where(delta, log_p, 0.0)), backward


def through_log_softmax(logits, targets, ignore_index=-1):
    """The chain rule through log-softmax, then the mean of the targets' entries."""
    flat, ids = logits.reshape(-1, logits.shape[-1]), targets.ravel()
    kept = np.nonzero(ids != ignore_index)[0]
    log_p = flat - np.logaddexp.reduce(flat, axis=-1, keepdims=True)
    loss = -log_p[kept, ids[kept]].mean() if len(kept) else 0.0

    def backward(dL):
        d_log_p = np.zeros(flat.shape)
        if len(kept):
            d_log_p[kept, ids[kept]] = -dL / len(kept)
        d_flat = d_log_p - np.exp(log_p) * d_log_p.sum(axis=-1, keepdims=True)
        return {"logits": d_flat.reshape(logits.shape)}

    return loss, backward


def kept_rows_only(logits, targets, ignore_index=-1):
    """Drop the ignored tokens first, and put rows of zeros back at the end."""
    counts = targets != ignore_index
    kept, ids = logits[counts], targets[counts]
    n, picked = len(ids), (np.arange(len(ids)), ids)
    over = special.logsumexp(kept, axis=-1) if n else np.zeros(0)

    def backward(dL):
        d_kept = special.softmax(kept, axis=-1) if n else kept.copy()
        d_kept[picked] -= 1
        dlogits = np.zeros(logits.shape)
        dlogits[counts] = d_kept * (dL / max(1, n))
        return {"logits": dlogits}

    return np.sum(over - kept[picked]) / max(1, n), backward


def token_by_token(logits, targets, ignore_index=-1):
    """A loop over tokens: a token's loss is log sum_v exp(x[v] - x[t])."""
    counted = [at for at in np.ndindex(targets.shape) if targets[at] != ignore_index]
    loss = sum(np.logaddexp.reduce(logits[at] - logits[at][targets[at]]) for at in counted) / max(1, len(counted))

    def backward(dL):
        dlogits = np.zeros(logits.shape)
        for at in counted:
            e = np.exp(logits[at] - logits[at].max())
            dlogits[at] = e / e.sum() * dL / len(counted)
            dlogits[at][targets[at]] -= dL / len(counted)
        return {"logits": dlogits}

    return loss, backward
