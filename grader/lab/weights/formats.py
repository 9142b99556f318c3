"""Read a GPT-2 from any file or folder in use: its arrays, and what no array shows: GELU, heads, tying.

`state_files` reads a file's arrays, `reference.layouts` names them, `infer_config` finds what they leave open.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from grader.lab.weights.infer_config import infer_config
from grader.lab.weights.state_files import find_file, read_state
from reference.checkpoint_config import CheckpointError, Config, read_json, require_gpt2
from reference.checkpoints import Checkpoint, check, check_numbers, shapes
from reference.layouts import layout_of, rename

BIASES = ("ln1_b", "b_attn", "b_proj", "ln2_b", "b1", "b2", "lnf_b")
"""What a model lacks that was trained without biases; zeros compute the same."""


def read(path: Path, gelu: str | None = None, heads: int | None = None) -> Checkpoint:
    """Read a checkpoint of any format and layout; `gelu` ("tanh" or "erf") and `heads` go before what it says.

    Raises CheckpointError where any part is wrong or missing, and where nothing says which GELU or how many heads.
    """
    file = find_file(path)
    beside = file.parent / "config.json"
    if beside.is_file():
        require_gpt2(beside, read_json(beside))  # before all of a large model of another kind is read
    state, options = read_state(file)
    layout, params = layout_of(state), rename(state)
    found = infer_config(file, params, layout, options, gelu, heads)
    params, origin = _with_head(params, found.tied, file)
    params = _with_biases(params, found.config)
    check(params, found.config)
    check_numbers(params)
    return Checkpoint(found.config, params, replace(found.origins, head=origin or found.origins.head))


def read_config_from_header(path: Path, gelu: str | None = None, heads: int | None = None) -> Config:
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
    config = infer_config(path, params, layout_of(state), {}, gelu, heads).config
    check(params, config)
    return config


class ShapeOnly:
    """In the place of an array, where only its shape is known: it can be transposed."""

    def __init__(self, shape: list[int]) -> None:
        self.shape = tuple(shape)

    @property
    def T(self) -> ShapeOnly:
        """The shape of the transpose."""
        return ShapeOnly(list(self.shape[::-1]))


def _with_head(params: dict[str, np.ndarray], tied: bool | None, file: Path) -> tuple[dict[str, np.ndarray], str]:
    """Return the parameters with `W_head` just where the head is untied, and where that came from if not from `tied`.

    `tied` is what config.json says, or None where there is none. Raises CheckpointError where the two contradict.
    """
    head = params.get("W_head")
    equal = head is not None and np.array_equal(head, params["W_e"])
    if tied is None:
        if head is None or equal:
            where = f"{file.name} has no other" if head is None else f"in {file.name} it is the embedding"
            return {name: array for name, array in params.items() if name != "W_head"}, where
        return params, f"{file.name} has its own"
    if tied and head is not None and not equal:
        raise CheckpointError(
            f"{file} has a head that is not its embedding, and config.json says that it is (tie_word_embeddings): "
            "transformers would drop it. Set tie_word_embeddings to false, or take lm_head.weight out of the file."
        )
    if not tied and head is None:
        raise CheckpointError(
            f"{file} has no lm_head.weight, and config.json says that the head is not the embedding "
            "(tie_word_embeddings is false): transformers would invent one. Bring the whole file, or set it to "
            "true if the head is the embedding after all."
        )
    return {name: array for name, array in params.items() if name != "W_head" or not tied}, ""


def _with_biases(params: dict[str, np.ndarray], config: Config) -> dict[str, np.ndarray]:
    """Return the parameters with zeros for the biases, where the model was trained without any."""
    if any(name.rsplit(".", 1)[-1] in BIASES for name in params) or config.n_layer > len(params):
        return params
    dtype = params["W_e"].dtype
    return params | {n: np.zeros(s, dtype) for n, s in shapes(config).items() if n.rsplit(".", 1)[-1] in BIASES}
