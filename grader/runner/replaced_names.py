"""What an answer puts in the place of NumPy's functions, math's and Python's own: it counts in its calls alone.

A file that says `np.sqrt = math.sqrt` changes NumPy for all code of the process, and so for the judge and for the known
mistakes. Here such a change is taken back after each call of the answer, and made again before the next; that of a
built-in, which the runner itself works with meanwhile, for good.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import math
import operator
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np

from grader.runner.source import Source

WATCHED: tuple[ModuleType, ...] = (np, np.linalg, np.random, math, builtins)
MISSING = object()

_names: dict[str, dict[str, Any]] = {module.__name__: dict(vars(module)) for module in WATCHED}
"""What every name stands for, as it was before any answer ran."""


CAN_REPLACE = {"setattr", "delattr", "vars", "__dict__", "__setattr__", "globals", "modules"}
"""Names by which code sets another module's names, besides `module.name = ...`."""


def may_replace(source: Source) -> bool:
    """Whether a text sets or deletes attributes of anything but `self`, or has one of the names for that."""
    for node in source.nodes:
        if isinstance(node, ast.Attribute):
            stored = not isinstance(node.ctx, ast.Load) and getattr(node.value, "id", "") != "self"
            if stored or node.attr in CAN_REPLACE:
                return True
        elif isinstance(node, ast.Name) and node.id in CAN_REPLACE:
            return True
    return False


def take_as_given(name: str) -> None:
    """Take what a built-in stands for now as what it was before any answer ran: Jupyter sets `input` at each cell."""
    _names[builtins.__name__][name] = vars(builtins)[name]


class ReplacedNames:
    """The names that one answer has replaced, with what it has put in their places."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], Any] = {}

    def __str__(self) -> str:
        """Return them as they are written: "numpy.sqrt, math.exp"."""
        return ", ".join(f"{module}.{name}" for module, name in self.found)

    @contextlib.contextmanager
    def in_force(self) -> Iterator[None]:
        """Let the answer have what it has replaced; then note what else it replaces, and take all of it back."""
        for (module, name), value in self.found.items():
            if module != builtins.__name__:
                _put(vars(sys.modules[module]), name, value)
        try:
            yield
        finally:
            for module in WATCHED:
                self._restore(module)

    def _restore(self, module: ModuleType) -> None:
        sys.modules[module.__name__] = module
        now, before = vars(module), _names[module.__name__]
        if len(now) == len(before) and all(map(operator.is_, now.values(), before.values())):
            return
        for name, value in list(before.items()):
            found = now.get(name, MISSING)
            if found is not value and not isinstance(value, ModuleType) and not isinstance(found, ModuleType):
                self.found[module.__name__, name] = found
                _put(now, name, value)
        _names[module.__name__] = dict(now)


def _put(names: dict[str, Any], name: str, value: Any) -> None:
    if value is MISSING:
        names.pop(name, None)
    else:
        names[name] = value
