"""Read a safetensors file into NumPy arrays, bfloat16 included."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from reference import bfloat16, safetensors_plain
from reference.checkpoint_config import CheckpointError


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """Read every array of a safetensors file; bfloat16, which NumPy lacks, as float32. Raises CheckpointError."""
    if not path.is_file():
        raise CheckpointError(f"{path} does not exist. Bring the checkpoint's model.safetensors there.")
    try:
        from safetensors import SafetensorError, deserialize  # only where a checkpoint is read
        from safetensors.numpy import load_file
    except ImportError:  # a browser has no build of it
        return _read_plainly(path)
    try:
        return load_file(path)
    except (SafetensorError, OSError) as error:
        raise CheckpointError(f"{path} is not a whole safetensors file: {error}. Fetch it again.") from None
    except (KeyError, TypeError, AttributeError):  # a dtype that NumPy lacks
        return {name: _widened(name, **entry) for name, entry in deserialize(path.read_bytes())}


def _read_plainly(path: Path) -> dict[str, np.ndarray]:
    try:
        return {name: _as_saved(name, **entry) for name, entry in safetensors_plain.deserialize(path.read_bytes())}
    except CheckpointError as error:
        raise CheckpointError(f"{path} is not a whole safetensors file: {error}. Fetch it again.") from None


def _as_saved(name: str, dtype: str, shape: list[int], data: bytes) -> np.ndarray:
    """Return an array as `load_file` does: a float of NumPy's as it is, every other as `_widened`."""
    if dtype in ("F64", "F32", "F16"):
        return np.frombuffer(data, f"<f{int(dtype[1:]) // 8}").reshape(shape)
    return _widened(name, dtype, shape, data)


def _widened(name: str, dtype: str, shape: list[int], data: bytes) -> np.ndarray:
    """Return an array of a safetensors file as float32."""
    if dtype == "BF16":
        return bfloat16.widen(np.frombuffer(data, "<u2")).reshape(shape)
    if dtype in ("F64", "F32", "F16"):
        return np.frombuffer(data, f"<f{int(dtype[1:]) // 8}").astype(np.float32).reshape(shape)
    if dtype in ("BOOL", "U8", "I32", "I64"):  # old causal masks: no parameters, which `layouts.rename` leaves out
        return np.frombuffer(data, {"BOOL": "?", "U8": "u1", "I32": "<i4", "I64": "<i8"}[dtype]).reshape(shape)
    raise CheckpointError(f"{name} holds numbers of the type {dtype}, which cannot be read here. Save it as float32.")
