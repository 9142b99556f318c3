"""A GPT-2 checkpoint: its shape and parameters by this course's names, read from a folder and written to one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reference.checkpoint_config import CheckpointError, Config, Origins, config_json, describe_choices


@dataclass(frozen=True)
class Checkpoint:
    """A model's shape and its parameters by this course's names; `W_head` is there only where it is untied.

    `origins` says where what no array shows came from; None of a model that was made here.
    """

    config: Config
    params: dict[str, np.ndarray]
    origins: Origins | None = None

    @property
    def tied(self) -> bool:
        """Whether the head is the embedding."""
        return "W_head" not in self.params

    @property
    def choices(self) -> str:
        """GELU, heads and tying in one line, each with where it came from."""
        return describe_choices(self.config, self.tied, self.origins)


def save(checkpoint: Checkpoint, folder: Path) -> None:
    """Write `config.json`, with Hugging Face's field names, and `model.safetensors`, with this course's.

    Each file is replaced whole, the config last: a folder without it is no checkpoint. Raises CheckpointError where
    the parameters do not fit the config.
    """
    from safetensors.numpy import save_file  # only where a checkpoint is written

    check(checkpoint.params, checkpoint.config)
    text = config_json(checkpoint.config, checkpoint.tied)
    arrays = {name: np.ascontiguousarray(array) for name, array in checkpoint.params.items()}  # a view loses its order
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / "model.safetensors", lambda path: save_file(arrays, path))
    _replace(folder / "config.json", lambda path: path.write_text(text, encoding="utf-8"))


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place, and put it there once it is whole."""
    partial = path.with_name(f"{path.name}.partial")
    try:
        write(partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def shapes(config: Config) -> dict[str, tuple[int, ...]]:
    """Return the shape of every parameter of a tied model, by this course's names."""
    D = config.n_embd
    inner = {"ln1_g": (D,), "ln1_b": (D,), "W_attn": (D, 3 * D), "b_attn": (3 * D,), "W_proj": (D, D), "b_proj": (D,)}
    inner |= {"ln2_g": (D,), "ln2_b": (D,), "W1": (D, 4 * D), "b1": (4 * D,), "W2": (4 * D, D), "b2": (D,)}
    layers = {f"h.{i}.{name}": shape for i in range(config.n_layer) for name, shape in inner.items()}
    return {"W_e": (config.vocab_size, D), "W_p": (config.n_positions, D), **layers, "lnf_g": (D,), "lnf_b": (D,)}


def check(params: Mapping[str, np.ndarray], config: Config) -> None:
    """Raise CheckpointError unless the parameters are just those of the config, each of its shape."""
    if config.n_layer > len(params):
        raise CheckpointError(f"the config has {config.n_layer:,} layers, the checkpoint {len(params)} arrays in all.")
    wanted = shapes(config)
    if "W_head" in params:
        wanted["W_head"] = wanted["W_e"]
    missing, extra = sorted(wanted.keys() - params.keys()), sorted(params.keys() - wanted.keys())
    if missing or extra:
        raise CheckpointError(f"the checkpoint does not fit its config: missing {missing[:4]}, too many {extra[:4]}.")
    for name, shape in wanted.items():
        if params[name].shape != shape:
            raise CheckpointError(f"{name} has shape {params[name].shape}; the config wants {shape}.")


def check_numbers(params: Mapping[str, np.ndarray]) -> None:
    """Raise CheckpointError unless all parameters are floating-point numbers, and finite."""
    for name, array in params.items():
        if array.dtype.kind != "f":
            raise CheckpointError(f"{name} holds {array.dtype}; wanted floating-point numbers.")
        if not np.isfinite(array).all():
            raise CheckpointError(f"{name} holds NaN or infinity: its training ran away, or the file is damaged.")
