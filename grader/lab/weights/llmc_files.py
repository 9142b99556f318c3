"""Read and write llm.c's .bin: 256 int32 of header, each array over all layers (llm.c, train_gpt2.py, write_model)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from reference import bfloat16
from reference.checkpoint_config import CheckpointError
from reference.checkpoints import Checkpoint
from reference.layouts import Layout, state_of

MAGIC = 20240326
HEADER = 256
"""Numbers in the header: magic, version, positions, vocabulary, layers, heads, width, rows of the padded embedding."""
PADDING = 128
"""An embedding has a multiple of as many rows; those beyond the vocabulary are zeros."""
BFLOAT16 = 5
DTYPES = {3: "<f4", BFLOAT16: "<u2"}
"""The dtype of each version; NumPy lacks bfloat16, whose bits are read as integers."""


def is_llmc(file: Path) -> bool:
    """Whether a file begins as llm.c's checkpoints do."""
    with file.open("rb") as opened:
        return opened.read(4) == np.int32(MAGIC).astype("<i4").tobytes()


def read(file: Path) -> tuple[dict[str, np.ndarray], Mapping[str, Any]]:
    """Return the arrays, float32, by Hugging Face's keys in torch.nn.Linear's orientation; and the model's options.

    The rows that only pad the embedding are left out. Raises CheckpointError.
    """
    header = np.fromfile(file, "<i4", HEADER)
    if len(header) < HEADER or header[1] not in DTYPES:
        known = ", ".join(map(str, DTYPES))
        version = header[1] if len(header) > 1 else "none"
        raise CheckpointError(f"{file} is of llm.c's version {version}; known are {known}.")
    T, V, L, H, D, padded = map(int, header[2:8])
    shapes = _shapes(T, L, D, padded)
    count = sum(map(math.prod, shapes.values()))
    numbers = np.fromfile(file, DTYPES[int(header[1])], offset=4 * HEADER)
    if len(numbers) != count:
        raise CheckpointError(f"{file} has {len(numbers):,} numbers, its header {count:,}: it is not a whole file.")
    if header[1] == BFLOAT16:
        numbers = bfloat16.widen(numbers)
    state, at = {}, 0
    for key, shape in shapes.items():
        size = math.prod(shape)
        array = numbers[at : at + size].reshape(shape)
        at += size
        if key.startswith("h."):
            state |= {key.replace("h.", f"h.{i}.", 1): array[i] for i in range(L)}
        else:
            state[key] = array
    state["wte.weight"] = state["wte.weight"][:V]
    return state, {"n_head": H, "gelu": "tanh", "from": "llm.c"}


def write(file: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint with a tied head and the tanh GELU, float32, the embedding padded as llm.c pads it."""
    c = checkpoint.config
    state = state_of(checkpoint.params, Layout.LINEAR)
    padded = -(-c.vocab_size // PADDING) * PADDING
    header = np.zeros(HEADER, "<i4")
    header[:8] = MAGIC, 3, c.n_positions, c.vocab_size, c.n_layer, c.n_head, c.n_embd, padded
    with file.open("wb") as opened:
        opened.write(header.tobytes())
        for key in _shapes(c.n_positions, c.n_layer, c.n_embd, padded):
            names = [key.replace("h.", f"h.{i}.", 1) for i in range(c.n_layer)] if key.startswith("h.") else [key]
            for name in names:
                opened.write(state[name].astype("<f4").tobytes())
            if key == "wte.weight":
                opened.write(np.zeros((padded - c.vocab_size, c.n_embd), "<f4").tobytes())


def _shapes(T: int, L: int, D: int, padded: int) -> dict[str, tuple[int, ...]]:
    """Return the shapes in the file's order; "h." stands for all layers."""
    inner = {"ln_1.weight": (D,), "ln_1.bias": (D,), "attn.c_attn.weight": (3 * D, D), "attn.c_attn.bias": (3 * D,)}
    inner |= {"attn.c_proj.weight": (D, D), "attn.c_proj.bias": (D,), "ln_2.weight": (D,), "ln_2.bias": (D,)}
    inner |= {"mlp.c_fc.weight": (4 * D, D), "mlp.c_fc.bias": (4 * D,), "mlp.c_proj.weight": (D, 4 * D)}
    inner |= {"mlp.c_proj.bias": (D,)}
    shapes = {"wte.weight": (padded, D), "wpe.weight": (T, D)} | {f"h.{k}": (L, *s) for k, s in inner.items()}
    return shapes | {"ln_f.weight": (D,), "ln_f.bias": (D,)}
