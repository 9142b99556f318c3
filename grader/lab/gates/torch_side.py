"""PyTorch's side of the gates. Arrays go in and come out; matrices are (in, out), as the course has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from reference.gpt2_torch import TorchGPT2, course_gradients, course_parameters, from_course, to_course

Params = dict[str, torch.Tensor]
_trained: dict[str, Any] = {}


def layer(kind: str, params: Mapping[str, np.ndarray], x: np.ndarray, upstream: np.ndarray, options: dict) -> dict:
    """Return {"output", "x", and each parameter's path: its gradient} of one layer in float64; ids have no "x"."""
    p = {path: torch.tensor(array, requires_grad=True) for path, array in params.items()}
    given = torch.tensor(x, requires_grad=x.dtype.kind == "f")
    output = LAYERS[kind](p, given, **options)
    output.backward(torch.from_numpy(upstream))
    leaves = p | ({"x": given} if given.requires_grad else {})
    return {"output": output.detach().numpy(), **{path: leaf.grad.numpy() for path, leaf in leaves.items()}}


def _linear(p: Params, x: torch.Tensor, at: str = "") -> torch.Tensor:
    return F.linear(x, p[f"{at}W"].T, p.get(f"{at}b"))


def _layer_norm(p: Params, x: torch.Tensor, at: str = "") -> torch.Tensor:
    return F.layer_norm(x, x.shape[-1:], p[f"{at}gamma"], p.get(f"{at}beta"), 1e-5)


def _embedding(p: Params, ids: torch.Tensor) -> torch.Tensor:
    return F.embedding(ids, p["W"])


def _mlp(p: Params, x: torch.Tensor, at: str = "", gelu: str = "tanh") -> torch.Tensor:
    return _linear(p, F.gelu(_linear(p, x, f"{at}fc."), approximate=gelu.replace("erf", "none")), f"{at}proj.")


def _attention(p: Params, x: torch.Tensor, n_head: int, at: str = "") -> torch.Tensor:
    heads = (part.unflatten(-1, (n_head, -1)).transpose(1, 2) for part in _linear(p, x, f"{at}qkv.").chunk(3, -1))
    mixed = F.scaled_dot_product_attention(*heads, is_causal=True)  # (B, H, T, d)
    return _linear(p, mixed.transpose(1, 2).flatten(2), f"{at}proj.")


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
    whole = _whole(config, params)
    logits, loss = whole(torch.from_numpy(ids), torch.from_numpy(targets))
    loss.backward()
    return logits.detach().numpy(), loss.item(), course_gradients(whole)


def _whole(config: Mapping[str, Any], params: Mapping[str, np.ndarray]) -> TorchGPT2:
    return from_course(params, SimpleNamespace(**config), torch.from_numpy(params["W_e"][:0]).dtype)


def optimize(
    params: Sequence[np.ndarray], gradients: Sequence[Sequence[np.ndarray]], lrs: Sequence[float], options: dict
) -> list[list[np.ndarray]]:
    """Return the parameters after each step of torch.optim.AdamW; gradients[t][i] is of params[i] at step t."""
    leaves = [torch.nn.Parameter(torch.tensor(array)) for array in params]
    optimizer = _adamw(leaves, **options)
    after = []
    for lr, arrived in zip(lrs, gradients, strict=True):
        for leaf, gradient in zip(leaves, arrived, strict=True):
            leaf.grad = torch.tensor(gradient)
        _step(optimizer, lr)
        after.append([leaf.detach().numpy().copy() for leaf in leaves])
    return after


def _adamw(leaves: Sequence[torch.nn.Parameter], weight_decay: float, **options: Any) -> torch.optim.AdamW:
    """Decay matrices and tables, and neither biases nor norms, as nanoGPT does."""
    groups = [
        {"params": [p for p in leaves if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in leaves if p.ndim < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW([group for group in groups if group["params"]], **options)


def _step(optimizer: torch.optim.AdamW, lr: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = lr
    optimizer.step()


def begin(config: Mapping[str, Any], params: Mapping[str, np.ndarray], options: dict) -> None:
    """Keep a model and its AdamW, to be trained by `advance`."""
    whole = _whole(config, params)
    _trained.update(model=whole, optimizer=_adamw([p for _, p, _ in course_parameters(whole)], **options))


def advance(ids: np.ndarray, targets: np.ndarray, lr: float, max_norm: float) -> tuple[float, float]:
    """Take one step on ids and targets (B, T); return the loss before it and the gradient's norm before clipping."""
    whole, optimizer = _trained["model"], _trained["optimizer"]
    optimizer.zero_grad()
    _, loss = whole(torch.from_numpy(ids), torch.from_numpy(targets))
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(whole.parameters(), max_norm)
    _step(optimizer, lr)
    return loss.item(), norm.item()


def reached() -> dict[str, np.ndarray]:
    """Return the parameters of the model in training, by the course's names."""
    return to_course(_trained["model"])


def one_thread() -> None:
    """Compute on one core."""
    torch.set_num_threads(1)
