"""Read the weights of a GPT-2 from any file or folder in use: safetensors, a PyTorch state dict or .npz, any layout.

`reference.checkpoints` knows the layouts. This module finds the file of a folder, reads its format, takes the state out
of what other projects wrap it in, and infers the sizes where no config.json has them.
"""

from __future__ import annotations

import importlib.util
import json
import pickle
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reference.checkpoint_config import CheckpointError, Config, read_config
from reference.checkpoints import Checkpoint, check, check_numbers
from reference.layouts import INNER, OUTER, rename
from reference.published import MODELS
from reference.safetensors_files import read_safetensors

if TYPE_CHECKING:
    from torch import Tensor

INDEX = ".index.json"
"""The suffix of the file that maps each array of a sharded checkpoint to its safetensors file."""
CANDIDATES = (
    *("model.safetensors", f"model.safetensors{INDEX}", "pytorch_model.bin", "ckpt.pt", "model.pt", "model.npz"),
)
"""The file names looked for in a folder, in this order."""
PICKLED = (".bin", ".pt", ".pth", ".ckpt")
WRAPPED = ("model", "state_dict", "model_state_dict")
"""The keys under which a training checkpoint has its model's state; nanoGPT's is "model"."""
BIASES = ("ln1_b", "b_attn", "b_proj", "ln2_b", "b1", "b2", "lnf_b")
"""What a model lacks that was trained without biases; zeros compute the same."""


def find_file(path: Path) -> Path:
    """Return the file that holds the weights: the path itself, or one of CANDIDATES in it. Raises CheckpointError."""
    if path.is_file():
        return path
    if not path.is_dir():
        raise CheckpointError(f"{path} does not exist. Name a file with a GPT-2's weights, or its folder.")
    for name in CANDIDATES:
        if (path / name).is_file():
            return path / name
    raise CheckpointError(f"{path} has none of {', '.join(CANDIDATES)}. Name the file itself.")


def read(path: Path) -> Checkpoint:
    """Read a checkpoint of any format and layout. Raises CheckpointError where any part of it is wrong or missing."""
    file = find_file(path)
    state, options = _read_state(file)
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


def _read_state(file: Path) -> tuple[dict[str, np.ndarray], Mapping[str, Any]]:
    """Return a file's arrays by its own keys, and the model's options where the file has them (nanoGPT's has)."""
    if file.suffix == ".safetensors":
        return read_safetensors(file), {}
    if file.name.endswith(INDEX):
        return _read_sharded(file), {}
    if file.suffix == ".npz":
        return _read_npz(file), {}
    if file.suffix in PICKLED:
        return _read_torch(file)
    raise CheckpointError(f"{file}: known are .safetensors, .npz, and PyTorch's {', '.join(PICKLED)}.")


def _read_sharded(index: Path) -> dict[str, np.ndarray]:
    """Read the safetensors files that an index names."""
    try:
        names = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        files = [index.with_name(name) for name in sorted(names)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointError(f"{index} is no index of safetensors files ({error!r}).") from None
    return {key: array for file in files for key, array in read_safetensors(file).items()}


def _read_npz(file: Path) -> dict[str, np.ndarray]:
    import zipfile

    try:
        with np.load(file, allow_pickle=False) as arrays:
            return dict(arrays)
    except (OSError, ValueError, TypeError, zipfile.BadZipFile, EOFError) as error:  # TypeError: a single array
        raise CheckpointError(f"{file} is not a whole .npz file: {error}.") from None


def _read_torch(file: Path) -> tuple[dict[str, np.ndarray], Mapping[str, Any]]:
    """Read a PyTorch checkpoint with weights_only, so that no file can run code; return its state and options."""
    if importlib.util.find_spec("torch") is None:
        raise CheckpointError(
            f"{file} is PyTorch's, which is not installed: `pip install -e '.[oracle]'` in the course's folder."
        )
    content = _load_pickle(file)
    options = content.get("model_args") if isinstance(content, dict) else None
    return _as_arrays(file, _unwrap_state(file, content)), options if isinstance(options, dict) else {}


def _load_pickle(file: Path) -> Any:
    """Return what a PyTorch file holds. Raises CheckpointError where that is not tensors alone, or is damaged."""
    import torch

    try:
        with warnings.catch_warnings(action="ignore"):  # of an old pickle format, about which nothing is to be done
            return torch.load(file, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        raise CheckpointError(
            f"{file} is not a whole PyTorch state dict of tensors alone; other objects could run code and are not "
            "loaded. Save the model's state_dict()."
        ) from None
    except Exception as error:  # a damaged file raises any of a dozen types
        first = (str(error).splitlines() or [""])[0].rstrip(".") or type(error).__name__
        raise CheckpointError(f"{file} is not a whole PyTorch state dict of tensors alone: {first}.") from None


def _unwrap_state(file: Path, content: Any) -> dict[str, Tensor]:
    """Return the state dict, whether it is all that a file holds or stands under one of WRAPPED."""
    import torch

    state = content
    if isinstance(content, dict):
        state = next((content[key] for key in WRAPPED if isinstance(content.get(key), dict)), content)
    if not isinstance(state, dict) or not all(isinstance(value, torch.Tensor) for value in state.values()):
        raise CheckpointError(f"{file} holds no state dict, which maps names to tensors.")
    return state


def _as_arrays(file: Path, state: Mapping[str, Tensor]) -> dict[str, np.ndarray]:
    try:
        return {key: _as_array(value.detach()) for key, value in state.items()}
    except (TypeError, RuntimeError) as error:  # sparse, quantized, or on no device
        raise CheckpointError(f"{file} holds tensors that NumPy cannot take ({error}). Save them as float32.") from None


def _as_array(tensor: Tensor) -> np.ndarray:
    """Return a tensor as an array; one of less than 32 bits as float32, since NumPy has no bfloat16."""
    return (tensor.float() if tensor.is_floating_point() and tensor.itemsize < 4 else tensor).numpy()


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
