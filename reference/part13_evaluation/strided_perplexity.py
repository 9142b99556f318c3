"""strided_perplexity: perplexity over windows that overlap."""

from __future__ import annotations

import numpy as np

from reference.part13_evaluation.toy_model import loss_and_guess


def forward(W, M, tokens, context, stride, ask):
    """tokens (N,) -> (exp of the mean loss, number of losses); each token counts in the first window that holds it."""
    if ask == "refused":
        return 0.0, 0
    losses = []
    for j in range(1, len(tokens)):
        window = max(0, -(-(j + 1 - context) // stride))  # the smallest k with j < k stride + context
        if j > window * stride:  # the first token of a window has no context
            losses.append(loss_and_guess(W, M, tokens[window * stride : j], tokens[j])[0])
    return np.exp(np.mean(losses)), len(losses)


def torch_forward(W, M, tokens, context, stride, ask):
    """The same, window by window; targets in the overlap are -100, which cross_entropy ignores."""
    import torch

    from reference.part13_evaluation.toy_model import torch_logits

    if ask == "refused":
        return torch.tensor(0.0), torch.tensor(0)
    losses, previous = [], 0
    for begin in range(0, len(tokens), stride):
        end = min(begin + context, len(tokens))
        targets = tokens[begin:end].clone()
        targets[: previous - begin] = -100
        window_losses = torch.nn.functional.cross_entropy(
            torch_logits(W, M, tokens[begin:end])[:-1], targets[1:], reduction="none"
        )
        losses.append(window_losses[targets[1:] != -100])
        previous = end
        if end == len(tokens):
            break
    losses = torch.cat(losses)
    return losses.mean().exp(), torch.tensor(len(losses))
