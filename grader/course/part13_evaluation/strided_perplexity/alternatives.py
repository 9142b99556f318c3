"""Right alternatives to strided_perplexity: correct answers, written in other ways."""

import numpy as np


def _losses(logits, targets):
    wide = np.asarray(logits, np.float64)
    top = wide.max(axis=-1, keepdims=True)
    log_p = wide - top - np.log(np.exp(wide - top).sum(axis=-1, keepdims=True))
    return -log_p[np.arange(len(targets)), targets]


def masked_windows(logits_of, ids, context, stride):
    """Score whole windows, and mask the tokens that were scored before."""
    if not 0 < stride <= context or context == 1 or len(ids) < 2:
        raise ValueError("the stride does not fit, or the text is too short")
    losses, last = np.full(len(ids), np.nan), False
    for begin in range(0, len(ids), stride):
        window = np.array(ids[begin : begin + context])
        places = begin + 1 + np.arange(len(window) - 1)
        window_losses = _losses(logits_of(window[None])[0][:-1], window[1:])
        new = np.isnan(losses[places])
        losses[places[new]] = window_losses[new]
        last = begin + len(window) == len(ids)
        if last:
            break
    return float(np.exp(np.nanmean(losses))), int(np.sum(~np.isnan(losses)))


def token_by_token(logits_of, ids, context, stride):
    """For every token, find its window, and run the model on the window's tokens before it."""
    if not 0 < stride <= context or context == 1 or len(ids) < 2:
        raise ValueError("the stride does not fit, or the text is too short")
    total, scored = 0.0, 0
    for j in range(1, len(ids)):
        k = 0
        while j >= k * stride + context:
            k += 1
        if j > k * stride:
            total += _losses(logits_of(ids[None, k * stride : j])[0][-1:], ids[j : j + 1])[0]
            scored += 1
    return float(np.exp(total / scored)), scored
