"""The oracles of an exercise: PyTorch live, PyTorch's recorded answers, and the complex step on the NumPy forward.

An answer is `(outputs, gradients)`: float64 arrays under flat names, the gradients those of L = sum(upstream * output).
Exercises are found by `reference.__path__`, which may have a pack's `reference/` folder appended.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import reference
from reference.naming import flatten, get, replace

Arrays = dict[str, np.ndarray]

RECORDED_ONLY_MARKER = Path(__file__).parent / "recorded_only.txt"
RECORDED_ONLY = RECORDED_ONLY_MARKER.is_file()
"""Whether there are answers to the recorded inputs alone: in a student's kit, into which the marker is written."""

COMPLEX_STEP = 1e-200


def forward(part: str, name: str) -> Callable:
    """Return the NumPy forward of an exercise. Raises ImportError where there is none, as in a student's kit."""
    return importlib.import_module(f"reference.{part}.{name}").forward


def torch_forward(part: str, name: str) -> Callable:
    """Return the PyTorch forward of an exercise. Raises ImportError or AttributeError where there is none."""
    return importlib.import_module(f"reference.{part}.{name}").torch_forward


def complex_step(function: Callable, inputs: Mapping[str, Any], names: Sequence[str], upstream: np.ndarray) -> Arrays:
    """Differentiate L = sum(upstream * function(*inputs)) with respect to each flat name, one entry at a time.

    Exact to rounding: the step is far below any number that it is added to, and nothing is subtracted.
    """
    gradients = {}
    for name in names:
        value = get(inputs, name)
        moved = value.astype(np.complex128)
        moved_inputs = list(replace(inputs, name, moved).values())
        gradient = np.empty(value.shape)
        for index in np.ndindex(value.shape):
            moved[index] += 1j * COMPLEX_STEP
            gradient[index] = np.sum(upstream * np.asarray(function(*moved_inputs)).imag / COMPLEX_STEP)
            moved[index] = value[index]
        gradients[name] = gradient
    return gradients


def torch_answer(
    part: str, name: str, inputs: Mapping[str, Any], outputs: Sequence[str], names: Sequence[str], upstream: Any = None
) -> tuple[Arrays, Arrays]:
    """Return PyTorch's answer in float64. Importing it takes seconds, so no student's command does by default."""
    import torch

    function = torch_forward(part, name)
    leaves: dict[str, torch.Tensor] = {}

    for flat, value in flatten(inputs):
        if isinstance(value, np.ndarray):
            leaves[flat] = torch.tensor(value, requires_grad=flat in names)
            inputs = replace(inputs, flat, leaves[flat])
    returned = function(*inputs.values())
    tensors = returned if isinstance(returned, tuple) else (returned,)
    answers = {key: t.detach().numpy() for key, t in zip(outputs, tensors, strict=True)}
    if not names:
        return answers, {}
    tensors[0].backward(torch.as_tensor(upstream))
    return answers, {key: _grad(leaves[key]) for key in names}


def _grad(leaf: Any) -> np.ndarray:
    return np.zeros(tuple(leaf.shape)) if leaf.grad is None else leaf.grad.numpy()


def case_digest(inputs: Mapping[str, Any], upstream: np.ndarray | None) -> str:
    """Return a short hash of a case's inputs and upstream gradient: a recorded answer is to these and no others."""
    h = hashlib.sha256()

    for name, value in (*flatten(inputs), ("upstream", upstream)):
        shown = value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode()
        h.update(f"{name}{getattr(value, 'dtype', '')}{np.shape(value)}".encode() + shown)
    return h.hexdigest()[:16]


def archive_path(part: str, name: str) -> Path | None:
    """Return the file of an exercise's recorded answers, which may not exist yet; None for an unknown exercise."""
    for folder in reference.__path__:
        path = Path(folder, part, f"{name}.npz")
        if path.is_file() or path.with_suffix(".py").is_file():
            return path
    return None


@cache
def _archive(part: str, name: str) -> Mapping[str, Mapping[str, Arrays]]:
    """Return what is recorded of each case: its "digest" and by kind, "output" and "gradient", the arrays by name."""
    path = archive_path(part, name)
    if path is None or not path.is_file():
        return {}
    cases: dict[str, dict[str, Arrays]] = {}
    with np.load(path, allow_pickle=False) as archive:
        for entry, array in archive.items():
            case, kind, *named = entry.split("|")
            cases.setdefault(case, {"digest": {}, "output": {}, "gradient": {}})[kind]["".join(named)] = array
    return cases


def recorded_shape(part: str, name: str, case: str) -> tuple[int, ...]:
    """Return the shape of an op's recorded output. Raises KeyError where the case has none."""
    return _archive(part, name)[case]["output"]["output"].shape


def recorded_answer(part: str, name: str, case: str, digest: str) -> tuple[Arrays, Arrays] | None:
    """Return PyTorch's recorded answer to a case with this `case_digest`, or None where none is recorded."""
    recorded = _archive(part, name).get(case)
    if recorded is None or str(recorded["digest"][""]) != digest:
        return None
    return dict(recorded["output"]), dict(recorded["gradient"])
