"""Read the weights of a GPT-2 from any file or folder in use: safetensors, a PyTorch state dict or .npz, any layout.

`reference.checkpoints` knows the layouts. This module finds the file of a folder, reads its format, takes the state out
of what other projects wrap it in, and infers the sizes where no config.json has them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.lab.weights.state_files import find_file, read_state
from reference.checkpoint_config import CheckpointError, Config, read_config
from reference.checkpoints import Checkpoint, check, check_numbers
from reference.layouts import INNER, OUTER, rename
from reference.published import MODELS

if TYPE_CHECKING:
    pass

BIASES = ("ln1_b", "b_attn", "b_proj", "ln2_b", "b1", "b2", "lnf_b")
"""What a model lacks that was trained without biases; zeros compute the same."""


def read(path: Path) -> Checkpoint:
    """Read a checkpoint of any format and layout. Raises CheckpointError where any part of it is wrong or missing."""
    file = find_file(path)
    state, options = read_state(file)
    params = rename(state)
    config = _config(file, params, options)
    params = _with_biases(params, config)
    check(params, config)
    check_numbers(params)
    return Checkpoint(config, params)


def read_config_from_header(path: Path) -> Config:
    """Return the sizes of the model in a safetensors file, from its header alone; every parameter's shape is checked.

    No array is read, so it is as quick for a model of 6 GB as for a small one. Raises CheckpointError.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            state = {key: ShapeOnly(file.get_slice(key).get_shape()) for key in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise CheckpointError(f"{path} is not a whole safetensors file: {error}. Fetch it again.") from None
    params = rename(state)
    config = _config(path, params, {})
    check(params, config)
    return config


class ShapeOnly:
    """In the place of an array, where only its shape is known: it can be transposed, and is equal to nothing."""

    def __init__(self, shape: list[int]) -> None:
        self.shape = tuple(shape)

    @property
    def T(self) -> ShapeOnly:
        """The shape of the transpose."""
        return ShapeOnly(list(self.shape[::-1]))

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        """Return NaN, which no array equals: whether a head is tied cannot be seen from its shape."""
        return np.full((), np.nan)


def _config(file: Path, params: Mapping[str, Any], options: Mapping[str, Any]) -> Config:
    """Return the sizes: from the config.json next to the file, else from the shapes and the file's own options."""
    if (file.parent / "config.json").is_file():
        return read_config(file.parent / "config.json")
    needed = ("W_e", "W_p", "h.0.W_attn")
    if missing := [name for name in needed if name not in params]:
        names = {
            course: theirs for theirs, course in (OUTER | {f"h.0.{t}": f"h.0.{c}" for t, c in INNER.items()}).items()
        }
        raise CheckpointError(f"{file} has no {', '.join(names[name] for name in missing)}: it is not a whole GPT-2.")
    if len(params["W_e"].shape) != 2 or len(params["W_p"].shape) != 2:
        raise CheckpointError(f"{file} has embeddings that are no tables of two axes.")
    (V, D), T = params["W_e"].shape, params["W_p"].shape[0]
    layers = 1 + max(int(found[1]) for name in params if (found := re.match(r"h\.(\d+)\.", name)))
    heads = options.get("n_head") or {m.n_embd: m.n_head for m in MODELS.values()}.get(D)
    if not isinstance(heads, int):
        raise CheckpointError(
            f"nothing beside {file} says how many heads its {D} channels make: put its config.json there."
        )
    gelu = (
        "erf" if options else "tanh"
    )  # nanoGPT's model.py has the exact form; OpenAI's weights were trained with tanh
    return Config(n_layer=layers, n_head=heads, n_embd=D, vocab_size=V, n_positions=T, gelu=gelu)


def _with_biases(params: dict[str, np.ndarray], config: Config) -> dict[str, np.ndarray]:
    """Return the parameters with zeros for the biases, where the model was trained without any."""
    if any(name.rsplit(".", 1)[-1] in BIASES for name in params) or config.n_layer > len(params):
        return params
    from reference.checkpoints import shapes

    dtype = params["W_e"].dtype
    return params | {n: np.zeros(s, dtype) for n, s in shapes(config).items() if n.rsplit(".", 1)[-1] in BIASES}


def write_config(folder: Path, config: Config, tied: bool) -> None:
    """Write Hugging Face's config.json, as `reference.checkpoint_config.read_config` reads it."""
    found = {"model_type": "gpt2", "n_layer": config.n_layer, "n_head": config.n_head, "n_embd": config.n_embd}
    found |= {"vocab_size": config.vocab_size, "n_positions": config.n_positions, "layer_norm_epsilon": config.eps}
    found |= {"activation_function": "gelu_new" if config.gelu == "tanh" else "gelu", "tie_word_embeddings": tied}
    (folder / "config.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
