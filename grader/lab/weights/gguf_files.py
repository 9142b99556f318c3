"""Read GGUF files of a GPT-2, as llama.cpp's convert_hf_to_gguf.py writes them: F32, F16 and Q8_0, as float32."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from grader.paths import installing
from reference.checkpoint_config import CheckpointError

TYPES = ("F32", "F16", "Q8_0")

OUTER = {"token_embd": "wte", "position_embd": "wpe", "output_norm": "ln_f", "output": "lm_head"}
INNER = {"attn_norm": "ln_1", "attn_qkv": "attn.c_attn", "attn_output": "attn.c_proj"}
INNER |= {"ffn_norm": "ln_2", "ffn_up": "mlp.c_fc", "ffn_down": "mlp.c_proj"}
"""GGUF's names, without ".weight" and ".bias", and Hugging Face's; the matrices are (out, in)."""


def read(file: Path) -> tuple[dict[str, np.ndarray], Mapping[str, Any]]:
    """Return the arrays, float32, by Hugging Face's keys in torch.nn.Linear's orientation; and the model's options.

    Raises CheckpointError.
    """
    if importlib.util.find_spec("gguf") is None:
        raise CheckpointError(
            f"{file} is a GGUF file, and the package that reads it, gguf, is not installed: "
            f"{installing('weights')} brings it."
        )
    import gguf

    try:
        reader = gguf.GGUFReader(file)
        fields = {name: reader.get_field(name) for name in ("general.architecture", "gpt2.attention.head_count")}
        said = {name: field and field.contents() for name, field in fields.items()}
    except Exception as error:  # a damaged file raises any of a dozen types
        raise CheckpointError(f"{file} is not a whole GGUF file: {error}.") from None
    if said["general.architecture"] != "gpt2":
        raise CheckpointError(f"{file} is of a {said['general.architecture']}, which is no GPT-2.")
    state = {}
    for tensor in reader.tensors:
        if tensor.tensor_type.name not in TYPES:
            raise CheckpointError(
                f"{file}: {tensor.name} is of the type {tensor.tensor_type.name}; read are {', '.join(TYPES)}."
            )
        array = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        state[_renamed(tensor.name)] = np.array(array, dtype=np.float32)  # a copy: the reader's is a map of the file
    return state, {"n_head": said["gpt2.attention.head_count"], "gelu": "tanh", "from": "llama.cpp"}


def _renamed(name: str) -> str:
    """Return Hugging Face's key; a name that is unknown stays as it is, and is refused with the others."""
    found = re.fullmatch(r"(?:blk\.(\d+)\.)?(\w+)\.(weight|bias)", name)
    names = INNER if found and found[1] else OUTER
    if not found or found[2] not in names:
        return name
    return f"{f'h.{found[1]}.' if found[1] else ''}{names[found[2]]}.{found[3]}"
