"""The layouts in which a GPT-2's arrays are kept, and their names and orientation here.

| layout | prefix | matrices | head |
|---|---|---|---|
| Hugging Face | none, or `transformer.` | Conv1D (in, out) | tied: no `lm_head` |
| minGPT, nanoGPT | `transformer.`, behind `_orig_mod.` or `module.` | Linear (out, in) | `lm_head`, tied or not |
| this course's | `W_e`, `h.0.W_attn`, … | (in, out) | `W_head` where untied |

The layout is read off `c_attn.weight`, (D, 3D) or (3D, D), never off a square matrix.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

import numpy as np

from reference.checkpoint_config import CheckpointError

OUTER = {
    "wte.weight": "W_e",
    "wpe.weight": "W_p",
    "ln_f.weight": "lnf_g",
    "ln_f.bias": "lnf_b",
    "lm_head.weight": "W_head",
}
INNER = {
    "ln_1.weight": "ln1_g",
    "ln_1.bias": "ln1_b",
    "attn.c_attn.weight": "W_attn",
    "attn.c_attn.bias": "b_attn",
    "attn.c_proj.weight": "W_proj",
    "attn.c_proj.bias": "b_proj",
    "ln_2.weight": "ln2_g",
    "ln_2.bias": "ln2_b",
    "mlp.c_fc.weight": "W1",
    "mlp.c_fc.bias": "b1",
    "mlp.c_proj.weight": "W2",
    "mlp.c_proj.bias": "b2",
}
MATRICES = ("W_attn", "W_proj", "W1", "W2")
PREFIXES = ("module.", "_orig_mod.", "transformer.")
"""What DistributedDataParallel, torch.compile and a model around the Transformer put before a key."""

NO_PARAMETERS = re.compile(r"h\.\d+\.attn\.(bias|masked_bias)|multiple_choice_head\..+")
"""Causal masks that old checkpoints carry, and the second head of GPT2DoubleHeadsModel: no logits come from them."""


class Layout(Enum):
    """Whose names and orientation a state's arrays have."""

    HUB = "Hugging Face's"
    LINEAR = "torch.nn.Linear's"
    COURSE = "this course's"


def layout_of(arrays: Mapping[str, np.ndarray]) -> Layout:
    """Return a state's layout. Raises CheckpointError where it is no GPT-2's."""
    if "W_e" in arrays:
        return Layout.COURSE
    c_attn = next((array for key, array in arrays.items() if _plain(key) == "h.0.attn.c_attn.weight"), None)
    if c_attn is None:
        raise CheckpointError("the checkpoint has no h.0.attn.c_attn.weight: it is not a GPT-2.")
    return Layout.LINEAR if _is_linear_layout(c_attn) else Layout.HUB


def rename(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Give every array this course's name and orientation, (in, out). Raises CheckpointError for an unknown key."""
    if "W_e" in arrays:
        return dict(arrays)
    params: dict[str, np.ndarray] = {}
    for key, array in arrays.items():
        plain = _plain(key)
        if NO_PARAMETERS.fullmatch(plain):
            continue
        name = _course_name(plain, key)
        if name in params:
            raise CheckpointError(f"the checkpoint has {plain} twice, with a prefix and without or with another.")
        params[name] = array
    if layout_of(arrays) is Layout.LINEAR:
        params |= {name: array.T for name, array in params.items() if name.rsplit(".", 1)[-1] in MATRICES}
    return params


def _plain(key: object) -> str:
    """Return a key without the prefixes of those that wrapped the model."""
    plain = str(key)
    while prefix := next((p for p in PREFIXES if plain.startswith(p)), ""):
        plain = plain.removeprefix(prefix)
    return plain


def _course_name(plain: str, key: str) -> str:
    if plain in OUTER:
        return OUTER[plain]
    layer = re.fullmatch(r"(h\.\d+)\.(.+)", plain)
    if layer and layer[2] in INNER:
        return f"{layer[1]}.{INNER[layer[2]]}"
    raise CheckpointError(f"the checkpoint has a key that no GPT-2 has: {key}.")


def _is_linear_layout(c_attn: np.ndarray) -> bool:
    """Whether c_attn.weight is (3D, D), as torch.nn.Linear keeps it, and not (D, 3D), as Conv1D does."""
    if len(c_attn.shape) == 2:
        rows, columns = c_attn.shape
        if rows == 3 * columns:
            return True
        if columns == 3 * rows:
            return False
    raise CheckpointError(f"c_attn.weight has shape {c_attn.shape}; wanted (D, 3D) or (3D, D).")


def state_of(params: Mapping[str, np.ndarray], layout: Layout, prefix: str = "") -> dict[str, np.ndarray]:
    """Return parameters by another layout's keys and in its orientation: what `rename` takes back."""
    if layout is Layout.COURSE:
        return dict(params)
    theirs = {course: key for key, course in (OUTER | INNER).items()}
    state = {}
    for name, array in params.items():
        layer, _, inner = name.rpartition(".")
        key = f"{layer}.{theirs[inner]}" if layer else theirs[name]
        flipped = layout is Layout.LINEAR and inner in MATRICES
        state[key if key == "lm_head.weight" else prefix + key] = np.ascontiguousarray(array.T if flipped else array)
    return state
