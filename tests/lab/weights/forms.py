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


def from_ddp(folder):
    torch.save({f"module.transformer.{k}": v for k, v in tensors(hub_state(SMALL)).items()}, folder / "m.pth")
    return folder / "m.pth"


def double_heads(folder):
    heads = {"multiple_choice_head.summary.weight": np.ones((1, 8), np.float32)}
    state = {f"transformer.{key}": array for key, array in hub_state(SMALL).items()}
    save_file(state | heads | {"lm_head.weight": state["transformer.wte.weight"].copy()}, folder / "model.safetensors")
    return folder


def sharded_bin(folder):
    state = tensors(hub_state(SMALL))
    halves = {f"pytorch_model-{i + 1:05}-of-00002.bin": sorted(state)[i::2] for i in (0, 1)}
    for name, keys in halves.items():
        torch.save({key: state[key] for key in keys}, folder / name)
    index = {"weight_map": {key: name for name, keys in halves.items() for key in keys}}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index))
    return folder


def fp16_variant(folder):
    state = {key: array.astype(np.float16) for key, array in hub_state(SMALL).items()}
    save_file(state, folder / "model.fp16.safetensors")
    return folder


def bfloat16_beside_old_masks(folder):
    from safetensors.torch import save_file as save_tensors

    state = {key: value.to(torch.bfloat16) for key, value in tensors(hub_state(SMALL, masks=False)).items()}
    save_tensors(state | {"h.0.attn.bias": torch.ones(1, 1, 16, 16, dtype=torch.uint8)}, folder / "model.safetensors")
    return folder


def llmc(folder, version=3):
    """Write llm.c's .bin as its train_gpt2.py does, with an embedding padded to 128 rows."""
    state = linear_layout(hub_state(SMALL, masks=False), "")
    header = np.zeros(256, "<i4")
    header[:8] = 20240326, version, 16, 64, 2, 2, 8, 128
    padded = np.concatenate([state["wte.weight"], np.full((64, 8), 7, np.float32)])
    inner = ("ln_1.weight", "ln_1.bias", "attn.c_attn.weight", "attn.c_attn.bias", "attn.c_proj.weight")
    inner += ("attn.c_proj.bias", "ln_2.weight", "ln_2.bias", "mlp.c_fc.weight", "mlp.c_fc.bias")
    inner += ("mlp.c_proj.weight", "mlp.c_proj.bias")
    arrays = [padded, state["wpe.weight"], *(state[f"h.{i}.{name}"] for name in inner for i in range(2))]
    arrays += [state["ln_f.weight"], state["ln_f.bias"]]
    numbers = np.concatenate([array.ravel() for array in arrays]).astype("<f4")
    body = numbers if version == 3 else (numbers.view("<u4") >> 16).astype("<u2")
    (folder / "gpt2_small.bin").write_bytes(header.tobytes() + body.tobytes())
    return folder / "gpt2_small.bin"


def llmc_bfloat16(folder):
    return llmc(folder, version=5)


def mingpt(folder):
    torch.save(tensors(linear_layout(hub_state(SMALL, masks=False), "transformer.")), folder / "model.pt")
    settings = {"system": {"seed": 3407}, "model": {"model_type": None, "n_layer": 2, "n_head": 2, "n_embd": 8}}
    (folder / "config.json").write_text(json.dumps(settings))
    return folder


ROUNDED = (half, bfloat16, fp16_variant, bfloat16_beside_old_masks, llmc_bfloat16)
"""Forms that keep 16 bits of a number."""

SAYS_ALL = (hf, hf_bin, half, sharded, bfloat16, parameters, from_ddp, double_heads, sharded_bin, fp16_variant)
SAYS_ALL += (bfloat16_beside_old_masks, llmc, llmc_bfloat16, mingpt)
"""Forms that say, or whose sizes and layout show, which GELU and how many heads."""

WRITERS = [*SAYS_ALL, nanogpt, ours, ours_npz, linear_views]
