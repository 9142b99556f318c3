"""Reference answers of part 13."""

from __future__ import annotations

import re

import numpy as np


def per_token_cross_entropy(logits, targets):
    """logits (..., V), targets (...) -> (...): the log of the sum of the odds of every class against the target."""
    logits = logits.astype(np.float64)
    odds = logits - np.take_along_axis(logits, np.expand_dims(targets, -1), -1)
    return np.logaddexp.reduce(odds, axis=-1)


def _loss(W, M, window, after):
    """-log p of the token `after`, for a model that has read `window` (T,)."""
    logits = W[window[-1]] + M[window].sum(0) / len(window) ** 0.5
    return float(per_token_cross_entropy(logits, np.array(after))), int(logits.argmax())


def strided_perplexity(W, M, tokens, context, stride):
    """tokens (N,) -> exp of the mean loss, and their number: token by token, each in the first window that holds it."""
    if not 1 <= stride <= context or context < 2 or len(tokens) < 2:
        return -1.0, -1
    losses = []
    for j in range(1, len(tokens)):
        window = max(0, -(-(j + 1 - context) // stride))  # the smallest k with j < k stride + context
        if j > window * stride:  # a window's own first token has nothing before it
            losses.append(_loss(W, M, tokens[window * stride : j], tokens[j])[0])
    return np.exp(np.mean(losses)), len(losses)


def lambada(W, M, passages):
    """passages -> exp of the mean loss of their last words, and the share of them that greedy decoding writes."""
    losses, right = [], []
    for passage in passages:
        split = re.fullmatch(r"(.+)( [^ ]+)", passage, re.DOTALL)
        if not split:
            return -1.0, -1.0
        context, word = (_encode(part, len(W)) for part in split.groups())
        told = [_loss(W, M, np.array(context + word[:n]), token) for n, token in enumerate(word)]
        losses.append(sum(loss for loss, _ in told))
        right.append([best for _, best in told] == word)
    return (np.exp(np.mean(losses)), np.mean(right)) if losses else (-1.0, -1.0)


def _encode(text, V):
    """Words in pieces of two letters, the first with the space before the word; the last letter gives the id."""
    ids = []
    for before, word in re.findall(r"( ?)([^ ]+)", text):
        starts = range(0, len(word), 2)
        ids += [(ord(word[s : s + 2][-1]) + (s == 0 and before == " ")) % V for s in starts]
    return ids
