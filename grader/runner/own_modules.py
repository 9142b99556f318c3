"""What modules were before a student's code ran, so that a test runs with them and not with what took their place.

It shares the process with that code, so this holds off what is written in a few lines: a patched `np.allclose`,
`builtins.exec` or `ast.parse`, and functions of the grader's own. A module's C types cannot be patched from Python.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Callable, Iterable
from types import FunctionType, ModuleType

OURS = ("grader", "builtins")
"""Packages and modules in which a name that was added could stand before one of Python's own."""

TRACING = ("settrace", "setprofile", "monitoring")
"""Of `sys`: a tracer can jump over the lines of a test."""


def remember_modules() -> Callable[[], None]:
    """Take the tracers away, and return a function that makes all modules what they are now."""
    for name in TRACING:
        if hasattr(sys, name):
            delattr(sys, name)
    modules = [module for module in [*sys.modules.values()] if type(module) is ModuleType]
    spaces = [(vars(module), {**vars(module)}) for module in modules]
    ours = [vars(module) for module in modules if module.__name__.partition(".")[0] in OURS]
    values = {id(value): value for _, saved in spaces for value in saved.values() if callable(value)}.values()
    functions = [each for value in values for each in (value, _wrapped(value)) if type(each) is FunctionType]
    codes = [(each, each.__code__, each.__defaults__, each.__kwdefaults__) for each in functions]

    def restore() -> None:
        for space, saved in spaces:
            space.update(saved)
            if any(space is each for each in ours):
                for name in [name for name in space if name not in saved]:
                    del space[name]
        for function, code, defaults, keywords in codes:
            if function.__code__ is not code:
                function.__code__ = code
            function.__defaults__, function.__kwdefaults__ = defaults, keywords

    return restore


def _wrapped(value: object) -> object:
    """Return the function that a decorator wrapped, as NumPy's are, None where there is none."""
    with contextlib.suppress(Exception):
        return getattr(value, "__wrapped__", None)
    return None


def import_all(names: Iterable[str]) -> None:
    """Import these modules, so that they are remembered; what cannot be imported is left to whoever asks for it."""
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
