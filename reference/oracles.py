"""The three witnesses to a gradient other than the answer judged: PyTorch live, PyTorch recorded, the complex step.

Each returns `(outputs, gradients)`: float64 arrays under flat names, where the upstream gradient `u` is contracted
as L = sum(u * output).
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from reference.naming import flatten, get, replace

Arrays = dict[str, np.ndarray]
RECORDED = Path(__file__).parent / "recorded"
ASKABLE = (Path(__file__).parent / "oracle").is_dir()
"""Whether other questions than the recorded ones can be answered; a student's kit has the recorded answers alone."""
COMPLEX_STEP = 1e-200


def forward(part: str, name: str) -> Callable:
    """Return the NumPy reference forward of an exercise."""
    return getattr(importlib.import_module(f"reference.forward.{part}"), name)


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
    """Ask PyTorch in float64. Importing it takes seconds, so nothing on a student's default path calls this."""
    import torch

    function = getattr(importlib.import_module(f"reference.oracle.{part}"), name)
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
    """Return a short hash of a case's inputs and upstream gradient, to know recorded answers to other ones."""
    h = hashlib.sha256()

    for name, value in (*flatten(inputs), ("upstream", upstream)):
        shown = value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode()
        h.update(f"{name}{getattr(value, 'dtype', '')}{np.shape(value)}".encode() + shown)
    return h.hexdigest()[:16]


@cache
def _archive(part: str, name: str) -> Mapping[str, np.ndarray]:
    path = RECORDED / part / f"{name}.npz"
    if not path.exists():
        return {}
    with np.load(path, allow_pickle=False) as archive:
        return dict(archive)


def recorded_shape(part: str, name: str, case: str) -> tuple[int, ...]:
    """Return the shape of an op's recorded output. Raises KeyError where the case has none."""
    return _archive(part, name)[f"{case}|output|output"].shape


def recorded_answer(part: str, name: str, case: str, key: str) -> tuple[Arrays, Arrays] | None:
    """Return PyTorch's recorded answer to a case whose `digest` is `key`, or None where none is recorded."""
    archive = _archive(part, name)
    if str(archive.get(f"{case}|digest")) != key:
        return None
    found: dict[str, Arrays] = {"output": {}, "gradient": {}}
    for entry, array in archive.items():
        label, kind, *rest = entry.split("|")
        if label == case and kind in found:
            found[kind][rest[0]] = array
    return found["output"], found["gradient"]
