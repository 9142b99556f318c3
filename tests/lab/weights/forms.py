"""Every form in which people keep a GPT-2: writers of one and the same small model into a folder."""

import json

import numpy as np
import torch
from safetensors.numpy import save_file

from reference import layouts
from tests.lab.weights.conftest import SMALL, hub_state


def linear_layout(state, prefix):
    """Turn the hub's state into what torch.nn.Linear keeps: (out, in), under a prefix, with a tied head."""
    matrices = ("c_attn.weight", "c_proj.weight", "c_fc.weight")
    flipped = {key: np.ascontiguousarray(a.T) if key.endswith(matrices) else a for key, a in state.items()}
    return {prefix + key: array for key, array in (flipped | {"lm_head.weight": state["wte.weight"]}).items()}


def tensors(state):
    return {key: torch.tensor(array) for key, array in state.items()}


def hf(folder):
    save_file(hub_state(SMALL), folder / "model.safetensors")
    return folder


def hf_bin(folder):
    torch.save(tensors(hub_state(SMALL)), folder / "pytorch_model.bin")
    return folder / "pytorch_model.bin"


def nanogpt(folder):
    state = tensors(linear_layout(hub_state(SMALL, masks=False), "_orig_mod.transformer."))
    sizes = {"n_layer": 2, "n_head": 2, "n_embd": 8, "block_size": 16, "bias": True, "vocab_size": 64}
    torch.save({"model": state, "optimizer": {"state": {}}, "model_args": sizes, "iter_num": 7}, folder / "ckpt.pt")
    return folder


def ours(folder):
    save_file(
        {n: np.ascontiguousarray(a) for n, a in layouts.rename(hub_state(SMALL)).items()}, folder / "w.safetensors"
    )
    return folder / "w.safetensors"


def ours_npz(folder):
    np.savez(folder / "model.npz", **layouts.rename(hub_state(SMALL)))
    return folder


def half(folder):
    torch.save({key: value.to(torch.bfloat16) for key, value in tensors(hub_state(SMALL)).items()}, folder / "m.pt")
    return folder / "m.pt"


def sharded(folder):
    state = hub_state(SMALL)
    halves = {f"model-{i + 1:05}-of-00002.safetensors": sorted(state)[i::2] for i in (0, 1)}
    for name, keys in halves.items():
        save_file({key: state[key] for key in keys}, folder / name)
    index = {"weight_map": {key: name for name, keys in halves.items() for key in keys}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    return folder


def bfloat16(folder):
    from safetensors.torch import save_file as save_tensors

    state = {key: value.to(torch.bfloat16) for key, value in tensors(hub_state(SMALL)).items()}
    save_tensors(state, folder / "model.safetensors")
    return folder


def parameters(folder):
    state = {key: torch.nn.Parameter(value) for key, value in tensors(hub_state(SMALL, masks=False)).items()}
    torch.save(state, folder / "pytorch_model.bin", _use_new_zipfile_serialization=False)
    return folder


def linear_views(folder):
    state = tensors(linear_layout(hub_state(SMALL, masks=False), "transformer."))
    torch.save(
        {key: value.T.contiguous().T if value.ndim == 2 else value for key, value in state.items()}, folder / "model.pt"
    )
    return folder


WRITERS = [hf, hf_bin, nanogpt, ours, ours_npz, half, sharded, bfloat16, parameters, linear_views]
