"""GPT-2 in PyTorch: the witness to the student's whole model, and what the course's curves are held against.

A config is any object with the fields of part 10's GPTConfig: vocab_size, block_size, n_layer, n_head, n_embd, bias,
gelu ("tanh" or "erf"), tied, eps. Parameters go in and gradients come out by the course's names and in the course's
orientation: matrices are (in, out), `W_e` and `W_head` (V, D).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from reference.checkpoints import Checkpoint


class Block(nn.Module):
    """Attention and MLP, each behind a LayerNorm and on the residual stream."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        D, bias = config.n_embd, config.bias
        self.n_head, self.approximate = config.n_head, "tanh" if config.gelu == "tanh" else "none"
        self.ln1 = nn.LayerNorm(D, config.eps, bias=bias)
        self.qkv, self.out = nn.Linear(D, 3 * D, bias), nn.Linear(D, D, bias)
        self.ln2 = nn.LayerNorm(D, config.eps, bias=bias)
        self.fc, self.proj = nn.Linear(D, 4 * D, bias), nn.Linear(4 * D, D, bias)

    def forward(self, x: Tensor) -> Tensor:
        """x (B, T, D) -> (B, T, D)."""
        heads = (part.unflatten(-1, (self.n_head, -1)).transpose(1, 2) for part in self.qkv(self.ln1(x)).chunk(3, -1))
        mixed = F.scaled_dot_product_attention(*heads, is_causal=True)  # (B, H, T, d)
        x = x + self.out(mixed.transpose(1, 2).flatten(2))
        return x + self.proj(F.gelu(self.fc(self.ln2(x)), approximate=self.approximate))


class TorchGPT2(nn.Module):
    """The whole model; its own parameters are PyTorch's, `course_parameters` has the course's names for them."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.config = config
        self.wte = nn.Embedding(config.vocab_size, config.n_embd)
        self.wpe = nn.Embedding(config.block_size, config.n_embd)
        self.h = nn.ModuleList(Block(config) for _ in range(config.n_layer))
        self.lnf = nn.LayerNorm(config.n_embd, config.eps, bias=config.bias)
        self.head = None if config.tied else nn.Linear(config.n_embd, config.vocab_size, bias=False)

    def forward(self, ids: Tensor, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """ids (B, T), targets (B, T) with -1 where one does not count -> logits (B, T, V) and the mean loss or None."""
        x = self.wte(ids) + self.wpe.weight[: ids.shape[1]]  # (B, T, D)
        for block in self.h:
            x = block(x)
        logits = F.linear(self.lnf(x), self.wte.weight if self.head is None else self.head.weight)
        if targets is None:
            return logits, None
        return logits, F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-1)


def course_parameters(model: TorchGPT2) -> Iterator[tuple[str, nn.Parameter, bool]]:
    """Yield (the course's name, PyTorch's parameter, whether PyTorch keeps it transposed), in the course's order."""
    yield "W_e", model.wte.weight, False
    yield "W_p", model.wpe.weight, False
    for i, block in enumerate(model.h):
        pieces = (
            (block.ln1, "ln1_g", "ln1_b"),
            (block.qkv, "W_attn", "b_attn"),
            (block.out, "W_proj", "b_proj"),
            (block.ln2, "ln2_g", "ln2_b"),
            (block.fc, "W1", "b1"),
            (block.proj, "W2", "b2"),
        )
        for layer, weight, bias in pieces:
            yield f"h.{i}.{weight}", layer.weight, isinstance(layer, nn.Linear)
            if layer.bias is not None:
                yield f"h.{i}.{bias}", layer.bias, False
    yield "lnf_g", model.lnf.weight, False
    if model.lnf.bias is not None:
        yield "lnf_b", model.lnf.bias, False
    if model.head is not None:
        yield "W_head", model.head.weight, False


def from_course(params: Mapping[str, Any], config: Any, dtype: torch.dtype = torch.float64) -> TorchGPT2:
    """Return a model with copies of these arrays. Raises ValueError unless they fit the config, name by name."""
    with torch.device("meta"):  # draws no numbers: all are copied in below
        model = TorchGPT2(config).to(dtype)
    model.to_empty(device="cpu")
    named = {name: (parameter, transposed) for name, parameter, transposed in course_parameters(model)}
    if named.keys() != params.keys():
        raise ValueError(f"the config and the parameters differ in {sorted(named.keys() ^ params.keys())}")
    for name, (parameter, transposed) in named.items():
        array = torch.as_tensor(params[name])
        array = array.T if transposed else array
        if array.shape != parameter.shape:
            raise ValueError(f"{name} has shape {tuple(np.shape(params[name]))}, which the config does not fit")
        parameter.data.copy_(array)
    return model


def from_checkpoint(checkpoint: Checkpoint, dtype: torch.dtype = torch.float64) -> TorchGPT2:
    """Return a model with copies of a checkpoint's arrays."""
    config = SimpleNamespace(
        **vars(checkpoint.config), block_size=checkpoint.config.n_positions, bias=True, tied=checkpoint.tied
    )
    return from_course(checkpoint.params, config, dtype)


def to_course(model: TorchGPT2) -> dict[str, np.ndarray]:
    """Return copies of the parameters, by the course's names."""
    return {name: _array(parameter.detach(), transposed) for name, parameter, transposed in course_parameters(model)}


def course_gradients(model: TorchGPT2) -> dict[str, np.ndarray]:
    """Return copies of the gradients, by the course's names; zeros where there is none."""
    return {
        name: _array(torch.zeros_like(parameter) if parameter.grad is None else parameter.grad, transposed)
        for name, parameter, transposed in course_parameters(model)
    }


def _array(tensor: Tensor, transposed: bool) -> np.ndarray:
    return np.array((tensor.T if transposed else tensor).detach().numpy(), order="C")
