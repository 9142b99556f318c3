"""PyTorch's forwards of part 01."""

from __future__ import annotations

import torch


def central_difference(f, x, eps=1e-6):
    """The derivative of the named function, by autograd."""
    x = x.detach().double().requires_grad_()
    place = torch.arange(1, x.numel() + 1).reshape(x.shape)
    value = {
        "quadratic": lambda: x.sum() ** 2 / 2 + (place * x**2).sum(),
        "cubic": lambda: x.sum() ** 3 / 6 + (place * x**3).sum(),
        "sines": lambda: (place * x.sin()).sum() + x.sum().sin(),
        "log-sum-exp": lambda: x.flatten().logsumexp(0),
    }[f]()
    return torch.autograd.grad(value, x)[0]


def squared_error(x, w, b, y):
    """Four inputs of one shape -> L of that shape."""
    return torch.nn.functional.mse_loss(x * w + b, y, reduction="none")
