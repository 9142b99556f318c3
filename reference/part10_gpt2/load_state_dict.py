"""load_state_dict: weights in the layouts of Hugging Face, minGPT, nanoGPT and this course."""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np

from reference.part10_gpt2.config import DEFAULTS, shapes

HUB = {
    "W_e": "wte.weight",
    "W_p": "wpe.weight",
    "ln1_g": "ln_1.weight",
    "ln1_b": "ln_1.bias",
    "W_attn": "attn.c_attn.weight",
    "b_attn": "attn.c_attn.bias",
    "W_proj": "attn.c_proj.weight",
    "b_proj": "attn.c_proj.bias",
    "ln2_g": "ln_2.weight",
    "ln2_b": "ln_2.bias",
    "W1": "mlp.c_fc.weight",
    "b1": "mlp.c_fc.bias",
    "W2": "mlp.c_proj.weight",
    "b2": "mlp.c_proj.bias",
    "lnf_g": "ln_f.weight",
    "lnf_b": "ln_f.bias",
    "W_head": "lm_head.weight",
}
"""The course's names -> Hugging Face's, without the block's number."""


def forward(config, state, like, read_only):
    """Return (0, the weights, bits of a float), or 1 and -1 for every weight where `state` has no known layout.

    It tries every layout: prefixes, orientations, a tied table that is written twice. At most one fits.
    """
    config, dtype = DEFAULTS | config, like.dtype
    wanted = shapes(config)
    keys = {key for key in state if not key.endswith((".attn.bias", ".attn.masked_bias"))}
    for names, transposed in _layouts(wanted):
        head = names["W_e"].replace("wte", "lm_head").replace("transformer.", "").replace("W_e", "W_head")
        same = head in state and np.array_equal(state[head], state.get(names["W_e"]))
        twice = {head} if config["tied"] and same else set()
        if keys != {names[name] for name in wanted} | twice:
            continue
        weights = {name: state[names[name]].T if transposed(name) else state[names[name]] for name in wanted}
        if all(weights[name].shape == shape for name, shape in wanted.items()):
            weights = {name: array.astype(dtype) for name, array in weights.items()}
            return 0.0, *_gather(config, weights), float(dtype.itemsize)
    untouched = {name: np.full(shape, -1.0, dtype) for name, shape in wanted.items()}
    return 1.0, *_gather(config, untouched), float(dtype.itemsize)


def _layouts(course_names):
    """Yield ({the course's name: key}, whether a name's array is transposed) for every layout."""
    yield {name: name for name in course_names}, lambda name: False
    for outer in ("", "_orig_mod."):
        for inner in ("", "transformer."):
            names = {}
            for name in course_names:
                *block, plain = name.split(".")
                names[name] = outer + ("" if plain == "W_head" else inner) + ".".join([*block, HUB[plain]])
            yield names, lambda name: False
            yield names, lambda name: name.split(".")[-1] in ("W_attn", "W_proj", "W1", "W2")


def _gather(config, weights):
    """Return (W_e, W_p, the four kinds of matrices stacked by layer, all vectors end to end, W_head)."""
    layers = range(config["n_layer"])
    kinds = ("W_attn", "W_proj", "W1", "W2")
    matrices = [np.stack([weights[f"h.{i}.{kind}"] for i in layers]) if layers else np.zeros(0) for kind in kinds]
    vectors = np.concatenate([array for array in weights.values() if array.ndim == 1])
    return weights["W_e"], weights["W_p"], *matrices, vectors, weights.get("W_head", np.zeros(0))


def torch_forward(config, state, like, read_only):
    """The same: renamed, transposed where c_attn is tall, and PyTorch's own model says whether it fits."""
    import torch

    from reference.gpt2_torch import TorchGPT2, from_course, to_course
    from reference.part10_gpt2.torch_config import number

    config = SimpleNamespace(**(DEFAULTS | config))
    dtype = like.dtype
    try:
        model, refused = from_course(_torch_renamed(config, state), config, dtype), 0
    except ValueError:
        model, refused = TorchGPT2(config).to(dtype), 1
        for parameter in model.parameters():
            torch.nn.init.constant_(parameter, -1.0)
    weights = {name: torch.from_numpy(array) for name, array in to_course(model).items()}
    layers = range(config.n_layer)
    kinds = ("W_attn", "W_proj", "W1", "W2")
    matrices = [torch.stack([weights[f"h.{i}.{kind}"] for i in layers]) if layers else torch.zeros(0) for kind in kinds]
    vectors = torch.cat([tensor for tensor in weights.values() if tensor.ndim == 1])
    head = weights.get("W_head", torch.zeros(0))
    return number(refused), weights["W_e"], weights["W_p"], *matrices, vectors, head, number(dtype.itemsize)


def _torch_renamed(config, state):
    """Return the state by the course's names. Raises ValueError for a key that no GPT-2 has."""
    import torch

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
    if config.tied and params.keys() >= {"W_head", "W_e"} and torch.equal(params["W_head"], params["W_e"]):
        del params["W_head"]
    return params
