"""The functions and classes that exercises ask for, all imported from one tree, so that they share one Tensor."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from types import ModuleType
from typing import Any

from grader.errors import BadInput
from grader.runner.error_text import describe_exception
from grader.runner.tree import Tree


class PieceSource(Enum):
    """Whose pieces they are."""

    STUDENT = "student"
    SOLUTIONS = "solutions"


class PieceSet:
    """Pieces by name: `pieces.GPT` is the class GPT of this tree. A module is imported when it is first asked for.

    `names` are the exercises that were resolved. Of a student's, `missing` are those that have not passed, each with
    its state on the ladder ("failed" or "unwritten"), and `borrowed` those in whose place the reference's stand.
    """

    def __init__(
        self,
        tree: Tree,
        source: PieceSource,
        names: Collection[str] = (),
        *,
        missing: Mapping[str, str] | None = None,
        borrowed: Collection[str] = (),
    ) -> None:
        self.tree, self.source = tree, source
        self.names, self.missing, self.borrowed = tuple(names), dict(missing or {}), tuple(borrowed)
        self._modules: dict[str, ModuleType] = {}

    @property
    def available(self) -> tuple[str, ...]:
        """The resolved exercises that are not missing."""
        return tuple(name for name in self.names if name not in self.missing)

    def __getattr__(self, name: str) -> Any:
        """Return an exercise's function or class. Raises BadInput where the tree has no such file."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.module(name), name)

    def module(self, name: str) -> ModuleType:
        """Return an exercise's module, for what it holds besides the exercise, such as `apply` next to Tensor."""
        if name not in self._modules:
            file = next(self.tree.root.glob(f"part[0-9][0-9]_*/{name}.py"), None)
            if file is None:
                raise BadInput(f"{self.tree.root} has no {name}.py. `grader reset {name}` brings its stub.")
            # Not by tree.load, which takes the names out of sys.modules: what these pieces import late needs them.
            self._modules[name] = importlib.import_module(f"{self.tree.package}.{file.parent.name}.{name}")
        return self._modules[name]

    @contextlib.contextmanager
    def errors_told(self, hint: str = "") -> Iterator[None]:
        """Raise BadInput, which ends with the hint, for an error at a line of these pieces; others come through."""
        try:
            yield
        except BadInput:
            raise
        except Exception as error:
            message = self.explain(error)
            if not message:
                raise
            raise BadInput(f"One of the pieces failed: {message}{hint}") from None

    def explain(self, error: BaseException) -> str:
        """Return what happened at which line of these pieces; "" where no line of theirs is in the traceback."""
        files = {str(source.path): source.text for source in self.tree.loaded.values()}
        frame = error.__traceback__
        while frame:
            if frame.tb_frame.f_code.co_filename in files:
                return describe_exception(error, files)
            frame = frame.tb_next
        return ""
