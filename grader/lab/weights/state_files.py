"""Read a file's arrays by its own keys: safetensors or PyTorch's, whole or sharded, or of five other kinds."""

from __future__ import annotations

import importlib.util
import json
import pickle
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.lab.weights import gguf_files, llmc_files, tensorflow_files
from grader.paths import installing
from reference.checkpoint_config import CheckpointError
from reference.safetensors_files import read_safetensors

if TYPE_CHECKING:
    from torch import Tensor

INDEX = ".index.json"
"""The suffix of the file that maps each array of a sharded checkpoint to its own file."""
WHOLE = ("model.safetensors", "pytorch_model.bin", "model.fp16.safetensors", "pytorch_model.fp16.bin")
"""Hugging Face's names, the plain ones before the variant that is often beside them."""
CANDIDATES = (*(each for name in WHOLE for each in (name, f"{name}{INDEX}")), "ckpt.pt", "model.pt", "model.npz")
"""The file names looked for in a folder, in this order."""
VOCABULARY = ("vocab.json", "merges.txt", "tokenizer.json", "meta.pkl")
"""The files that say what a model's ids stand for; they travel with its weights."""
OPENAI = {"encoder.json": "vocab.json", "vocab.bpe": "merges.txt"}
"""OpenAI's names of two of them, which are kept under the names that came later."""
POINTER = b"version https://git-lfs.github.com/"
"""What a file begins with that Git LFS has not fetched yet."""
PICKLED = (".bin", ".pt", ".pth", ".ckpt")
WRAPPED = ("model", "state_dict", "model_state_dict")
"""The keys under which a training checkpoint has its model's state; nanoGPT's is "model"."""


def find_file(path: Path) -> Path:
    """Return the file that holds the weights: the path itself, or one of CANDIDATES in it. Raises CheckpointError."""
    if not path.is_dir() and (index := tensorflow_files.find_index(path)):
        return index
    if path.is_file():
        return path
    if not path.is_dir():
        raise CheckpointError(f"{path} does not exist. Name a file with a GPT-2's weights, or its folder.")
    for name in CANDIDATES:
        if (path / name).is_file():
            return path / name
    if index := tensorflow_files.find_index(path):
        return index
    named = [file for file in sorted(path.iterdir()) if file.is_file() and _tells_its_form(file)]
    if len(named) > 1:
        raise CheckpointError(f"{path} has several files of weights: name one, such as {named[-1]}.")
    if named:
        return named[0]
    if (path / "adapter_config.json").is_file():
        raise CheckpointError(
            f"{path} has an adapter (PEFT) and not its model. Merge the two by merge_and_unload(), and save that."
        )
    names = ", ".join(name for name in CANDIDATES if "fp16" not in name and not name.endswith(INDEX))
    raise CheckpointError(
        f"{path} has none of {names}, model.ckpt.index, nor the first two sharded or as fp16. Name the file itself."
    )


def _tells_its_form(file: Path) -> bool:
    """Whether a file of any name is GGUF or llm.c's."""
    return file.suffix == ".gguf" or (file.suffix == ".bin" and llmc_files.is_llmc(file))


def vocabulary_files(folder: Path) -> dict[str, Path]:
    """Return what says in a folder what ids stand for, by the names in VOCABULARY under which it is kept."""
    names = OPENAI | {name: name for name in VOCABULARY}
    return {kept: folder / name for name, kept in names.items() if (folder / name).is_file()}


def read_state(file: Path) -> tuple[dict[str, np.ndarray], Mapping[str, Any]]:
    """Return a file's arrays by its own keys, and the model's options where the file has them (nanoGPT's has)."""
    with file.open("rb") as opened:
        if opened.read(len(POINTER)) == POINTER:
            raise CheckpointError(
                f"{file} only points to the weights, as git leaves it without LFS. `git lfs pull` in its folder brings "
                "them."
            )
    if file.suffix == ".safetensors":
        return read_safetensors(file), {}
    if file.name.endswith(INDEX):
        return _read_sharded(file), {}
    if file.suffix == ".npz":
        return _read_npz(file), {}
    if file.suffix == ".gguf":
        return gguf_files.read(file)
    if file.suffix == tensorflow_files.INDEX:
        return tensorflow_files.read(file)
    if llmc_files.is_llmc(file):
        return llmc_files.read(file)
    if file.suffix in PICKLED:
        return _read_torch(file)
    raise CheckpointError(
        f"{file}: known are .safetensors, .npz, .gguf, llm.c's .bin, TensorFlow's .index, and PyTorch's "
        f"{', '.join(PICKLED)}."
    )


def files_of_index(index: Path) -> list[Path]:
    """Return the files, beside the index, that it names, be they there or not. Raises CheckpointError."""
    try:
        names = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        if odd := [name for name in names if Path(name).name != name]:
            raise CheckpointError(f"{index} names {odd[0]}, which is no file beside it.")
        return [index.with_name(name) for name in sorted(names)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointError(f"{index} is no index of a checkpoint's files ({error!r}).") from None


def _read_sharded(index: Path) -> dict[str, np.ndarray]:
    """Read the files that an index names."""
    files = files_of_index(index)
    if missing := [file.name for file in files if not file.is_file()]:
        raise CheckpointError(
            f"{index} names {', '.join(missing[:3])}, which is not beside it. Bring all of its files."
        )
    return {key: array for file in files for key, array in read_state(file)[0].items()}


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
        raise CheckpointError(f"{file} is PyTorch's, which is not installed: {installing('oracle')} brings it.")
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
    eight = [key for key, value in state.items() if value.is_floating_point() and value.itemsize < 2]
    if eight:
        kind = str(state[eight[0]].dtype).removeprefix("torch.")
        raise CheckpointError(
            f"{eight[0]} holds numbers of the type {kind}, which cannot be read here. Save it as float32."
        )
    try:
        return {key: _as_array(value.detach()) for key, value in state.items()}
    except (TypeError, RuntimeError) as error:  # sparse, quantized, or on no device
        raise CheckpointError(f"{file} holds tensors that NumPy cannot take ({error}). Save them as float32.") from None


def _as_array(tensor: Tensor) -> np.ndarray:
    """Return a tensor as an array; one of less than 32 bits as float32, since NumPy has no bfloat16."""
    return (tensor.float() if tensor.is_floating_point() and tensor.itemsize < 4 else tensor).numpy()
