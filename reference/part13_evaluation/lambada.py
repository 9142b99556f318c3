"""lambada: perplexity and accuracy on the last words of passages (Paperno et al. 2016)."""

from __future__ import annotations

import re

import numpy as np

from reference.part13_evaluation.toy_model import loss_and_guess


def forward(W, M, passages, ask):
    """Texts -> (exp of the mean loss of their last words, the share of them that greedy decoding writes).

    Both are 0 where the texts are refused.
    """
    if ask == "refused":
        return 0.0, 0.0
    losses, correct = [], []
    for passage in passages:
        split = re.fullmatch(r"(.+)( [^ ]+)", passage, re.DOTALL)
        context, word = (_encode(part, len(W)) for part in split.groups())
        pairs = [loss_and_guess(W, M, np.array(context + word[:n]), token) for n, token in enumerate(word)]
        losses.append(sum(loss for loss, _ in pairs))
        correct.append([best for _, best in pairs] == word)
    return np.exp(np.mean(losses)), np.mean(correct)


def _encode(text, V):
    """Return ids (N,): one for every two letters of a word, made of the last one; a space before counts 1."""
    ids = []
    for before, word in re.findall(r"( ?)([^ ]+| $)", text):
        starts = range(0, len(word), 2)
        ids += [(ord(word[s : s + 2][-1]) + (s == 0 and (before or word)[0] == " ")) % V for s in starts]
    return ids


def torch_forward(W, M, passages, ask):
    """The same, with one call of the model for each passage."""
    import torch

    from reference.part13_evaluation.toy_model import torch_logits

    if ask == "refused":
        return torch.tensor(0.0), torch.tensor(0.0)
    sums, correct = [], []
    for passage in passages:
        cut = passage.rfind(" ")
        context, word = (torch.tensor(_torch_encode(part, len(W))) for part in (passage[:cut], passage[cut:]))
        logits = torch_logits(W, M, torch.cat([context, word]))[len(context) - 1 : -1]
        sums.append(torch.nn.functional.cross_entropy(logits, word, reduction="sum"))
        correct.append((logits.argmax(-1) == word).all().double())
    return torch.stack(sums).mean().exp(), torch.stack(correct).mean()


def _torch_encode(text, V):
    """The same by one regular expression."""
    return [(ord(piece[-1]) + piece.startswith(" ")) % V for piece in re.findall(" ?[^ ]{1,2}| ", text)]
