"""PyTorch's answers of part 10, by the PyTorch GPT-2 of `reference.gpt2_torch`."""

from __future__ import annotations

import math
import re
from types import SimpleNamespace

import torch

from reference.forward.part10_gpt2 import DEFAULTS, HUB
from reference.gpt2_torch import TorchGPT2, course_gradients, from_course, to_course

NOTHING = torch.zeros(0)


def _number(value):
    return torch.tensor(float(value), dtype=torch.float64)


def _meta(config):
    """A model without numbers, for its shapes."""
    with torch.device("meta"):
        return TorchGPT2(config)


def _count(config):
    return _number(sum(p.numel() for p in _meta(config).parameters()))


def GPTConfig(fields):
    """Fields by name -> channels of a head, number of parameters, 1 where such a model cannot be."""
    config = SimpleNamespace(**(DEFAULTS | fields))
    positive = [config.vocab_size, config.block_size, config.n_head, config.n_embd, config.n_layer + 1, config.eps]
    if not all(value > 0 for value in positive) or config.gelu not in ("tanh", "erf") or config.n_embd % config.n_head:
        return _number(0), _number(0), _number(1)
    head = torch.empty(config.n_embd, device="meta").unflatten(0, (config.n_head, -1)).shape[1]
    return _number(head), _count(config), _number(0)


def GPT(config, params, ids, targets):
    """A config, parameters by the course's names, ids and targets (B, T) -> what the entry's drive returns."""
    config = SimpleNamespace(**(DEFAULTS | config))
    if not params:
        added = math.log2((2 * config.n_layer) ** -0.5)
        spreads = torch.tensor([0, 0, 0, added, 0, added, 0], dtype=torch.float64)
        return (NOTHING,) * 7 + (_count(config), _number(8), spreads, _number(0), _number(1))
    model = from_course(params, config)
    logits, loss = model(ids, targets)
    loss.backward()
    grads = {name: torch.from_numpy(grad) for name, grad in course_gradients(model).items()}
    blocks, lnf = (
        torch.cat([NOTHING, *(grad.ravel() for name, grad in grads.items() if name.startswith(group))])
        for group in ("h.", "lnf")
    )
    width = _number(next(iter(params.values())).element_size())
    head = grads.get("W_head", NOTHING)
    return logits, loss, grads["W_e"], grads["W_p"], blocks, lnf, head, _count(config), width, NOTHING, NOTHING, NOTHING


def load_state_dict(config, state, like):
    """Rename, turn by torch's own Linear where c_attn is tall, and let the PyTorch model say whether it fits."""
    config = SimpleNamespace(**(DEFAULTS | config))
    dtype = like.dtype
    try:
        model, refused = from_course(_renamed(config, state), config, dtype), 0
    except ValueError:
        model, refused = TorchGPT2(config).to(dtype), 1
        for parameter in model.parameters():
            torch.nn.init.constant_(parameter, -1.0)
    found = {name: torch.from_numpy(array) for name, array in to_course(model).items()}
    layers = range(config.n_layer)
    matrices = [torch.stack([found[f"h.{i}.{kind}"] for i in layers]) for kind in ("W_attn", "W_proj", "W1", "W2")]
    vectors = torch.cat([tensor for tensor in found.values() if tensor.ndim == 1])
    head = found.get("W_head", NOTHING)
    return _number(refused), found["W_e"], found["W_p"], *matrices, vectors, head, _number(dtype.itemsize)


def _renamed(config, state):
    """Return the state by the course's names. Raises ValueError for a key or a c_attn that no GPT-2 has."""
    course = {hub: name for name, hub in HUB.items()}
    params = {}
    for key, tensor in state.items():
        *block, plain = re.fullmatch(r"(?:_orig_mod\.)?(?:transformer\.)?(?:(h\.\d+)\.)?(.+)", key).groups()
        if plain in ("attn.bias", "attn.masked_bias"):
            continue
        if plain not in course and plain not in HUB:
            raise ValueError(key)
        params[".".join([*filter(None, block), course.get(plain, plain)])] = tensor
    shape = tuple(params.get("h.0.W_attn", torch.empty(1, 3)).shape)
    if "W_e" not in state and shape[0] == 3 * shape[1]:
        linear = ("W_attn", "W_proj", "W1", "W2")
        params = {name: t.mT if name.split(".")[-1] in linear else t for name, t in params.items()}
    if config.tied and "W_head" in params and torch.equal(params["W_head"], params["W_e"]):
        del params["W_head"]
    return params
