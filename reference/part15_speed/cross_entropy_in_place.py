"""cross_entropy_in_place: the loss and gradient of softmax_cross_entropy."""

from __future__ import annotations

import numpy as np


def forward(ask, logits, targets, ignore_index, chunk):
    """logits (N, V), targets (N,) -> (the mean loss, its gradient (N, V)), row by row."""
    if ask == "memory":
        return np.array(0.0), np.zeros(0)
    counted = np.flatnonzero(targets != ignore_index)
    losses, gradient = [0.0], np.zeros(logits.shape)
    for n in counted:
        shifted = logits[n].astype(np.float64) - logits[n].max()
        losses.append(np.log(np.exp(shifted).sum()) - shifted[targets[n]])
        gradient[n] = (np.exp(shifted) / np.exp(shifted).sum() - np.eye(len(shifted))[targets[n]]) / len(counted)
    return np.array(sum(losses) / max(1, len(counted))), gradient


def torch_forward(ask, logits, targets, ignore_index, chunk):
    """The same by autograd."""
    import torch

    if ask == "memory":
        return torch.zeros((), dtype=torch.float64), torch.zeros(0)
    logits = logits.double().requires_grad_()
    loss = torch.nn.functional.cross_entropy(logits, targets.long(), ignore_index=ignore_index, reduction="sum")
    loss = loss / max(1, int((targets != ignore_index).sum()))
    loss.backward()
    return loss, logits.grad
