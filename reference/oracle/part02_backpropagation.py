"""PyTorch's forwards of part 02."""

from __future__ import annotations

import torch


def gradient_step(logits, target, lr):
    """logits (V,) -> (V,), by one step of torch's own SGD."""
    moved = logits.detach().clone().requires_grad_()
    torch.nn.functional.cross_entropy(moved, torch.tensor(target)).backward()
    torch.optim.SGD([moved], lr=lr).step()
    return moved


def analytic_gradient(tokens, n, state_dict):
    """tokens, state_dict -> loss and the slopes along wte, mlp_fc1, mlp_fc2, by autograd."""
    leaves = {name: matrix.detach().requires_grad_() for name, matrix in state_dict.items()}
    h = torch.relu(torch.nn.functional.embedding(tokens[:n], leaves["wte"]) @ leaves["mlp_fc1"].T)
    loss = torch.nn.functional.cross_entropy(h @ leaves["mlp_fc2"].T, tokens[1 : n + 1])
    return loss, *torch.autograd.grad(loss, [leaves[name] for name in ("wte", "mlp_fc1", "mlp_fc2")])
