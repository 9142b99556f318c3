"""The parameters of a GPT of part 10, by the course's names: "W_e", "h.0.W_attn", "lnf_g"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.course.drivers.gpt_attributes import BLOCK, LAST
from grader.course.part10_gpt2.GPT.driver import tensor_at
from grader.lab.model.device import on_host


def parameters(model: Any) -> dict[str, Any]:
    """Return the model's Tensors by name, W_e first; what it was built without (biases, an untied head) is left out."""
    names = ("W_e", "W_p", *(f"h.{i}.{name}" for i in range(len(model.h)) for name in BLOCK), *LAST, "W_head")
    tensors = {}
    for name in names:
        try:
            tensor = tensor_at(model, name)
        except AttributeError:
            continue
        if tensor is not None:
            tensors[name] = tensor
    return tensors


def parameter_values(model: Any) -> dict[str, np.ndarray]:
    """Return copies of the parameters' arrays, on the host."""
    return {name: on_host(tensor.data).copy() for name, tensor in parameters(model).items()}


def parameter_gradients(tensors: Mapping[str, Any]) -> dict[str, np.ndarray | None]:
    """Return each Tensor's gradient, None where it has none."""
    return {name: tensor.grad for name, tensor in tensors.items()}
