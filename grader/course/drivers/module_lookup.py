"""The other names in an answer's file: `Tensor` beside `Module`, `GPTConfig` beside `GPT`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterator
from typing import Any


def lookup(answer: Any, name: str) -> Any:
    """Return what the answer's file calls `name`. Raises NameError, in words for the student, where it is not there."""
    value = module_names(answer).get(name)
    if value is None:
        own = getattr(answer, "__name__", "the answer")
        raise NameError(f"the file of {own} has no {name}; the stub has it. `grader reset` brings the stub back")
    return value


def module_names(answer: Any) -> dict[str, Any]:
    """Return the globals of the file in which a function, a class or a callable object was written; {} if none."""
    return next((function.__globals__ for function in _functions(answer) if hasattr(function, "__globals__")), {})


def _functions(answer: Any) -> Iterator[Any]:
    """Yield an answer's functions: what it wraps (partial, decorators), then its class's methods in the MRO's order."""
    while isinstance(answer, functools.partial):
        answer = answer.func
    yield inspect.unwrap(answer)
    cls = answer if isinstance(answer, type) else type(answer)
    for base in cls.__mro__:
        yield from map(inspect.unwrap, vars(base).values())
