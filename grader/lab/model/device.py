"""Where a model computes: NumPy on the processor, or CuPy on a GPU.

The pieces call NumPy's functions, and these hand CuPy's arrays over to CuPy's own (NEP 13 and 18), so the pieces run
there as they are written. Only here is CuPy known. An array that no other leads to is put there: weights, ids, masks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from grader.errors import BadInput

HINT = "\nOn a GPU an array has to be made from one that is there: np.zeros_like(x), never np.zeros(shape)."

DeviceName = Literal["cpu", "cuda"]


@dataclass(frozen=True)
class Device:
    """A device by its name; `put` takes an array of the host's to it, as it is where the device is the processor."""

    name: DeviceName
    put: Callable[[Any], Any]

    @property
    def note(self) -> str:
        """What is said of it behind whose pieces compute; nothing of the processor."""
        return "" if self is CPU else ", on a GPU by CuPy"

    @property
    def hint(self) -> str:
        """What to tell whoever's piece fails here; nothing on the processor."""
        return "" if self is CPU else HINT


CPU = Device("cpu", lambda array: array)


def open_device(name: DeviceName) -> Device:
    """Return the device of this name. Raises BadInput in one sentence where it cannot be used."""
    if name == "cpu":
        return CPU
    try:
        import cupy

        devices = cupy.cuda.runtime.getDeviceCount()
    except ModuleNotFoundError:
        raise BadInput(
            "--device cuda needs CuPy, which is not installed: `pip install cupy-cuda13x` (or cupy-cuda12x, by the "
            "CUDA of your driver); without a GPU of NVIDIA's, leave the option out."
        ) from None
    except Exception as error:  # of the driver's own type, or an ImportError of a library that CuPy misses
        reason = (str(error).splitlines() or [""])[0].rstrip(". ") or type(error).__name__
        raise BadInput(f"--device cuda: CuPy finds no GPU to use ({reason}); leave the option out.") from None
    if not devices:
        raise BadInput("--device cuda: CuPy finds no GPU on this machine; leave the option out.")
    if not hasattr(cupy, "vecdot"):
        cupy.vecdot = _vecdot  # where CuPy looks for what np.vecdot is to do
    return Device("cuda", cupy.asarray)


def on_host(array: Any) -> np.ndarray:
    """Return an array of any device as NumPy's; one that is NumPy's already comes back itself."""
    return array.get() if hasattr(array, "__cuda_array_interface__") else np.asarray(array)


def _vecdot(a: Any, b: Any, keepdims: bool = False) -> Any:
    """Return sum_d a[..., d] b[..., d], which CuPy has no function for."""
    return (a * b).sum(axis=-1, keepdims=keepdims)


class ModelOnDevice:
    """A GPT whose parameters are on a device: what it is given to read goes there too, all else is the model's own."""

    def __init__(self, model: Any, device: Device) -> None:
        self._model, self._put = model, device.put
        for tensor in model.parameters():
            tensor.data = device.put(tensor.data)

    def loss(self, ids: np.ndarray, targets: np.ndarray) -> Any:
        """Return the loss, a Tensor, for ids and targets (B, T) of the host's."""
        return self._model.loss(self._put(ids), self._put(targets))

    def logits(self, ids: np.ndarray) -> Any:
        """Return logits (B, T, V), a Tensor, for ids (B, T) of the host's."""
        return self._model.logits(self._put(ids))

    def __call__(self, ids: np.ndarray, targets: np.ndarray | None = None) -> Any:
        """Return the logits, or the loss where targets are given."""
        return self.logits(ids) if targets is None else self.loss(ids, targets)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)
