"""Find what stands beside an answer in its file, however the answer was made."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterator
from typing import Any


def lookup(answer: Any, name: str) -> Any:
    """Return what the answer's file calls `name`. Raises NameError, in words for the student, where it is not there."""
    found = module_names(answer).get(name)
    if found is None:
        own = getattr(answer, "__name__", "the answer")
        raise NameError(f"the file of {own} has no {name}; the stub has it. `grader reset` brings the stub back")
    return found


def module_names(answer: Any) -> dict[str, Any]:
    """Return the names of the file that a function, a class or an object that is called was written in; {} if none."""
    return next((function.__globals__ for function in _functions(answer) if hasattr(function, "__globals__")), {})


def _functions(answer: Any) -> Iterator[Any]:
    """Yield the functions that an answer is made of: what it wraps, or the methods of its class, its own first."""
    while isinstance(answer, functools.partial):
        answer = answer.func
    yield inspect.unwrap(answer)
    made_of = answer if isinstance(answer, type) else type(answer)
    for each in made_of.__mro__:
        yield from map(inspect.unwrap, vars(each).values())
