"""PyTorch's forwards of part 04."""

from __future__ import annotations

import torch


def softmax(x):
    """x (..., V) -> (..., V), rows that sum to 1."""
    return torch.softmax(x, dim=-1)


def cross_entropy(p, y):
    """p (..., V), y (...) of int -> a number, summed over the rows."""
    return -torch.log(p.gather(-1, y.unsqueeze(-1))).sum()


def softmax_cross_entropy(logits, targets, ignore_index=-1):
    """logits (..., V), targets (...) of int -> a number, the mean over the tokens not ignored."""
    rows = logits.reshape(-1, logits.shape[-1])
    return torch.nn.functional.cross_entropy(rows, targets.reshape(-1), ignore_index=ignore_index)
