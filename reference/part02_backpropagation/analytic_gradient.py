"""analytic_gradient: the loss of a small next-token model, and its gradients."""

from __future__ import annotations

import numpy as np

from reference.oracles import complex_step


def forward(tokens, n, state_dict):
    """tokens (N,), state_dict -> the loss, and its gradients by wte, mlp_fc1 and mlp_fc2 by the complex step."""
    inputs = {"tokens": tokens, "n": n, "state_dict": state_dict}
    names = [f"state_dict.{name}" for name in ("wte", "mlp_fc1", "mlp_fc2")]
    gradients = complex_step(_small_model_loss, inputs, names, np.array(1.0))
    return _small_model_loss(**inputs), *(gradients[name] for name in names)


def _small_model_loss(tokens, n, state_dict):
    """The mean of -log softmax(logits)[next token] over the first n positions."""
    a = np.einsum("id,hd->ih", state_dict["wte"][tokens[:n]], state_dict["mlp_fc1"])
    logits = np.einsum("ih,vh->iv", np.where(a.real > 0, a, 0), state_dict["mlp_fc2"])
    logits = logits - logits.real.max(axis=1, keepdims=True)
    target_logits = np.take_along_axis(logits, tokens[1 : n + 1, None], axis=1)[:, 0]
    return np.mean(np.log(np.exp(logits).sum(axis=1)) - target_logits)


def torch_forward(tokens, n, state_dict):
    """tokens (N,), state_dict -> the loss, and its gradients by wte, mlp_fc1 and mlp_fc2 by autograd."""
    import torch

    leaves = {name: matrix.detach().requires_grad_() for name, matrix in state_dict.items()}
    h = torch.relu(torch.nn.functional.embedding(tokens[:n], leaves["wte"]) @ leaves["mlp_fc1"].T)
    loss = torch.nn.functional.cross_entropy(h @ leaves["mlp_fc2"].T, tokens[1 : n + 1])
    return loss, *torch.autograd.grad(loss, [leaves[name] for name in ("wte", "mlp_fc1", "mlp_fc2")])
