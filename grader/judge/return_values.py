"""Turn what an answer returned into float64 arrays under names, or raise the problem with its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.judge import problem
from grader.judge.problem import Problem
from grader.runner.plain_values import Opaque, kind_of
from reference.naming import flat_names, flatten


class UnusableReturn(Exception):
    """The answer gave nothing that can be compared; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text)
        self.problem = problem


def as_array(value: Any, what: str) -> np.ndarray:
    """Return `value` as a float64 copy. Raises UnusableReturn unless it is an array or a number of a real dtype."""
    if value is None:
        raise UnusableReturn(problem.is_none(what))
    if isinstance(value, Opaque) and value.dtype:
        raise UnusableReturn(problem.wrong_dtype(what, value.dtype))
    if not isinstance(value, (np.ndarray, np.generic, float, int)):
        raise UnusableReturn(problem.wrong_type(what, kind_of(value)))
    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        raise UnusableReturn(problem.wrong_dtype(what, array.dtype))
    return np.array(array, dtype=np.float64)


def as_pair(returned: Any) -> tuple[Any, Any]:
    """Return what an op returned. Raises UnusableReturn, saying what it is, unless it is `(output, backward)`."""
    if isinstance(returned, tuple) and len(returned) == 2 and getattr(returned[1], "callable", False):
        return returned
    raise UnusableReturn(problem.no_pair(_what(returned)))


MOST_KINDS = 5
"""Entries of a tuple whose types are named: more of them could be a message of the answer's to itself."""


def _what(value: Any) -> str:
    """Say what a value is: its type, with the shape of an array and the types within a tuple."""
    if value is None:
        return "None (is a return missing?)"
    if isinstance(value, np.ndarray):
        return f"one array of shape {value.shape}"
    if isinstance(value, tuple):
        kinds = [*map(kind_of, value[:MOST_KINDS]), *(["…"] if len(value) > MOST_KINDS else [])]
        return f"a tuple of {len(value)}: ({', '.join(kinds)})"
    return f"one {kind_of(value)}"


def as_outputs(returned: Any, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Name what a plain function returned: one array, or a tuple of as many as there are names."""
    values = (returned,) if len(names) == 1 else returned
    if not isinstance(values, tuple) or len(values) != len(names):
        raise UnusableReturn(problem.wrong_outputs(names, _what(values)))
    return {name: as_array(value, name) for name, value in zip(names, values, strict=True)}


@dataclass
class Gradients:
    """What a backward returned: usable gradients by flat name, why others are not usable, and the keys too many."""

    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    extra: Problem | None = None


def as_gradients(returned: Any, names: tuple[str, ...], inputs: Mapping[str, Any]) -> Gradients:
    """Read a backward's dict, gradient by gradient. Raises UnusableReturn where it is none."""
    if not isinstance(returned, Mapping):
        raise UnusableReturn(problem.no_gradients(_what(returned), names))
    found = dict(flatten(_nested(returned, names)))
    wanted, gradients = flat_names(names, inputs), Gradients()
    missing = [name for name in wanted if name not in found]
    if extra := [name for name in found if name not in wanted]:
        gradients.extra = problem.extra_keys(extra, wanted)
    arrays = dict(flatten({name: inputs[name] for name in names}))
    for name in wanted:
        if name in missing:
            gradients.problems[name] = problem.missing_keys(missing, wanted, list(found))
            continue
        try:
            gradients.arrays[name] = _gradient(found[name], name, np.shape(arrays[name]))
        except UnusableReturn as error:
            gradients.problems[name] = error.problem
    return gradients


def _nested(returned: Mapping, names: tuple[str, ...]) -> Mapping:
    """A whole model's only gradient argument is a dict: its keys alone, without the argument's name, serve as well."""
    alone = len(names) == 1 and names[0] not in returned and names[0] == "params"
    return {names[0]: returned} if alone else returned


def _gradient(value: Any, name: str, shape: tuple[int, ...]) -> np.ndarray:
    array = as_array(value, f"the gradient of {name}")
    if array.shape != shape:
        raise UnusableReturn(problem.wrong_gradient_shape(name, array.shape, shape))
    return array
