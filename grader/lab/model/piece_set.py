"""The pieces under test, all imported out of one tree at once, so that every one of them knows the same Tensor."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import numpy as np

from grader.course.drivers.gpt_attributes import BLOCK, LAST
from grader.course.part10_gpt2.GPT.driver import tensor_at
from grader.errors import BadInput
from grader.runner.error_text import describe_exception
from grader.runner.tree import Tree


class GateFailure(Exception):
    """A gate fails for a reason that words tell better than a number."""


class PieceSet:
    """Exercises by name: `own.GPT` is the class GPT of this tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._found: dict[str, ModuleType] = {}

    def __getattr__(self, name: str) -> Any:
        """Return an exercise's function or class. Raises BadInput where the tree has none of this name."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.module_of(name), name)

    def module_of(self, name: str) -> ModuleType:
        """Return an exercise's module, for what stands in it besides: `apply` beside Tensor."""
        if name not in self._found:
            file = next(self.tree.root.glob(f"part[0-9][0-9]_*/{name}.py"), None)
            if file is None:
                raise BadInput(f"{self.tree.root} has no {name}.py. `grader reset {name}` brings its stub.")
            # Not by tree.load: code that is run long after should still find its own modules under their names.
            self._found[name] = importlib.import_module(f"{self.tree.package}.{file.parent.name}.{name}")
        return self._found[name]

    def blame(self, error: BaseException) -> str:
        """Return what happened at a line of these pieces, or "" where none of them had a part in it."""
        files = {str(source.path): source.text for source in self.tree.loaded.values()}
        frame = error.__traceback__
        while frame:
            if frame.tb_frame.f_code.co_filename in files:
                return describe_exception(error, files)
            frame = frame.tb_next
        return ""


def parameters(model: Any) -> dict[str, Any]:
    """Return a GPT's Tensors by the course's names, W_e first; what the model was built without is left out."""
    found = {}
    for name in ("W_e", "W_p", *(f"h.{i}.{name}" for i in range(len(model.h)) for name in BLOCK), *LAST, "W_head"):
        try:
            tensor = tensor_at(model, name)
        except AttributeError:
            continue
        if tensor is not None:
            found[name] = tensor
    return found


def parameter_values(model: Any) -> dict[str, np.ndarray]:
    """Return copies of a GPT's parameters by the course's names."""
    return {name: tensor.data.copy() for name, tensor in parameters(model).items()}


def parameter_gradients(tensors: Mapping[str, Any]) -> dict[str, np.ndarray | None]:
    """Return what has arrived at each Tensor, None where nothing has."""
    return {name: tensor.grad for name, tensor in tensors.items()}
