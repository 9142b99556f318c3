"""PyTorch's answers of part 13."""

from __future__ import annotations

import re

import torch
from torch.nn.functional import cross_entropy


def per_token_cross_entropy(logits, targets):
    """logits (..., V), targets (...) -> (...)."""
    flat = logits.double().reshape(-1, logits.shape[-1])
    return cross_entropy(flat, targets.flatten(), reduction="none").reshape(targets.shape)


def _logits(W, M, ids):
    """ids (T,) -> (T, V)."""
    return W[ids] + M[ids].cumsum(0) / torch.arange(1, len(ids) + 1, dtype=W.dtype).sqrt()[:, None]


def strided_perplexity(W, M, tokens, context, stride):
    """Windows whose targets in the overlap are set to -100, which cross_entropy leaves out."""
    if not 1 <= stride <= context or context < 2 or len(tokens) < 2:
        return torch.tensor(-1.0), torch.tensor(-1)
    losses, previous = [], 0
    for begin in range(0, len(tokens), stride):
        end = min(begin + context, len(tokens))
        targets = tokens[begin:end].clone()
        targets[: previous - begin] = -100
        found = cross_entropy(_logits(W, M, tokens[begin:end])[:-1], targets[1:], reduction="none")
        losses.append(found[targets[1:] != -100])
        previous = end
        if end == len(tokens):
            break
    losses = torch.cat(losses)
    return losses.mean().exp(), torch.tensor(len(losses))


def lambada(W, M, passages):
    """The last word of each passage, in one call of the model."""
    sums, right = [], []
    for passage in passages:
        if not 0 < (cut := passage.rfind(" ")) < len(passage) - 1:
            return torch.tensor(-1.0), torch.tensor(-1.0)
        context, word = (torch.tensor(_encode(part, len(W))) for part in (passage[:cut], passage[cut:]))
        logits = _logits(W, M, torch.cat([context, word]))[len(context) - 1 : -1]
        sums.append(cross_entropy(logits, word, reduction="sum"))
        right.append((logits.argmax(-1) == word).all().double())
    if not sums:
        return torch.tensor(-1.0), torch.tensor(-1.0)
    return torch.stack(sums).mean().exp(), torch.stack(right).mean()


def _encode(text, V):
    return [(ord(piece[-1]) + piece.startswith(" ")) % V for piece in re.findall(" ?[^ ]{1,2}", text)]
