"""PyTorch's side of the gates, called in `TorchProcess`: NumPy arrays in and out, matrices (in, out)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from reference.gpt2_torch import TorchGPT2, course_gradients, course_parameters, from_course, to_course

Params = dict[str, torch.Tensor]

_training: dict[str, Any] = {}
"""The model in training and its optimizer, kept between calls."""


def layer(kind: str, params: Mapping[str, np.ndarray], x: np.ndarray, upstream: np.ndarray, options: dict) -> dict:
    """Return one layer's "output" and, by name, the gradients of "x" (unless x are ids) and of each parameter."""
    p = {path: torch.tensor(array, requires_grad=True) for path, array in params.items()}
    leaf_x = torch.tensor(x, requires_grad=x.dtype.kind == "f")
    output = LAYERS[kind](p, leaf_x, **options)
    output.backward(torch.from_numpy(upstream))
    leaves = p | ({"x": leaf_x} if leaf_x.requires_grad else {})
    return {"output": output.detach().numpy(), **{path: leaf.grad.numpy() for path, leaf in leaves.items()}}


def _linear(p: Params, x: torch.Tensor, prefix: str = "") -> torch.Tensor:
    return F.linear(x, p[f"{prefix}W"].T, p.get(f"{prefix}b"))


def _layer_norm(p: Params, x: torch.Tensor, prefix: str = "") -> torch.Tensor:
    return F.layer_norm(x, x.shape[-1:], p[f"{prefix}gamma"], p.get(f"{prefix}beta"), 1e-5)


def _embedding(p: Params, ids: torch.Tensor) -> torch.Tensor:
    return F.embedding(ids, p["W"])


def _mlp(p: Params, x: torch.Tensor, prefix: str = "", gelu: str = "tanh") -> torch.Tensor:
    return _linear(p, F.gelu(_linear(p, x, f"{prefix}fc."), approximate=gelu.replace("erf", "none")), f"{prefix}proj.")


def _attention(p: Params, x: torch.Tensor, n_head: int, prefix: str = "") -> torch.Tensor:
    heads = (part.unflatten(-1, (n_head, -1)).transpose(1, 2) for part in _linear(p, x, f"{prefix}qkv.").chunk(3, -1))
    mixed = F.scaled_dot_product_attention(*heads, is_causal=True)  # (B, H, T, d)
    return _linear(p, mixed.transpose(1, 2).flatten(2), f"{prefix}proj.")


def _block(p: Params, x: torch.Tensor, n_head: int, gelu: str = "tanh") -> torch.Tensor:
    x = x + _attention(p, _layer_norm(p, x, "ln1."), n_head, "attention.")
    return x + _mlp(p, _layer_norm(p, x, "ln2."), "mlp.", gelu)


LAYERS: dict[str, Callable[..., torch.Tensor]] = {
    "Linear": _linear,
    "LayerNorm": _layer_norm,
    "Embedding": _embedding,
    "MLP": _mlp,
    "MultiHeadAttention": _attention,
    "TransformerBlock": _block,
}


def model(config: Mapping[str, Any], params: Mapping[str, np.ndarray], ids: np.ndarray, targets: np.ndarray) -> tuple:
    """Return logits (B, T, V), the loss and the gradients by the course's names, in the parameters' dtype."""
    gpt2 = _gpt2(config, params)
    logits, loss = gpt2(torch.from_numpy(ids), torch.from_numpy(targets))
    loss.backward()
    return logits.detach().numpy(), loss.item(), course_gradients(gpt2)


def _gpt2(config: Mapping[str, Any], params: Mapping[str, np.ndarray]) -> TorchGPT2:
    return from_course(params, SimpleNamespace(**config), torch.from_numpy(params["W_e"][:0]).dtype)


def optimize(
    params: Sequence[np.ndarray], gradients: Sequence[Sequence[np.ndarray]], lrs: Sequence[float], options: dict
) -> list[list[np.ndarray]]:
    """Return the parameters after each step of torch.optim.AdamW; gradients[t][i] is of params[i] at step t."""
    leaves = [torch.nn.Parameter(torch.tensor(array)) for array in params]
    optimizer = _adamw(leaves, **options)
    after = []
    for lr, step_gradients in zip(lrs, gradients, strict=True):
        for leaf, gradient in zip(leaves, step_gradients, strict=True):
            leaf.grad = torch.tensor(gradient)
        _step(optimizer, lr)
        after.append([leaf.detach().numpy().copy() for leaf in leaves])
    return after


def _adamw(leaves: Sequence[torch.nn.Parameter], weight_decay: float, **options: Any) -> torch.optim.AdamW:
    """Return an AdamW that decays matrices and tables, and neither biases nor norms, as nanoGPT's does."""
    groups = [
        {"params": [p for p in leaves if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in leaves if p.ndim < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW([group for group in groups if group["params"]], **options)


def _step(optimizer: torch.optim.AdamW, lr: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = lr
    optimizer.step()


def start_training(config: Mapping[str, Any], params: Mapping[str, np.ndarray], options: dict) -> None:
    """Keep a model and its AdamW, which `train_step` trains."""
    gpt2 = _gpt2(config, params)
    _training.update(model=gpt2, optimizer=_adamw([p for _, p, _ in course_parameters(gpt2)], **options))


def train_step(ids: np.ndarray, targets: np.ndarray, lr: float, max_norm: float) -> tuple[float, float]:
    """Take one step on ids and targets (B, T); return the loss before it and the gradient's norm before clipping."""
    gpt2, optimizer = _training["model"], _training["optimizer"]
    optimizer.zero_grad()
    _, loss = gpt2(torch.from_numpy(ids), torch.from_numpy(targets))
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(gpt2.parameters(), max_norm)
    _step(optimizer, lr)
    return loss.item(), norm.item()


def trained_parameters() -> dict[str, np.ndarray]:
    """Return the parameters of the model in training, by the course's names."""
    return to_course(_training["model"])
