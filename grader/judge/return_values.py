"""Turn what an answer returned into float64 arrays under names, or say in words what is wrong with its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.runner.plain_values import Opaque, kind_of
from reference.naming import flat_names, flatten


class UnusableReturn(Exception):
    """The answer gave nothing that can be compared; the message names the argument and says what came."""

    def __init__(self, message: str, *, unwritten: bool = False) -> None:
        super().__init__(message)
        self.unwritten = unwritten


def as_array(value: Any, what: str) -> np.ndarray:
    """Return `value` as a float64 copy. Raises Unusable unless it is an array or a number of a real dtype."""
    if value is None:
        raise UnusableReturn(f"{what} is None: is a return missing?")
    if isinstance(value, Opaque) and value.dtype:
        raise UnusableReturn(f"{what} has dtype {value.dtype}; wanted real numbers (float64)")
    if not isinstance(value, (np.ndarray, np.generic, float, int)):
        raise UnusableReturn(f"{what} is a {kind_of(value)}; wanted a NumPy array")
    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        raise UnusableReturn(f"{what} has dtype {array.dtype}; wanted real numbers (float64)")
    return np.array(array, dtype=np.float64)


def as_pair(returned: Any) -> tuple[Any, Any]:
    """Return what an op returned, unless it is no `(output, backward)`: then Unusable says what it is."""
    if isinstance(returned, tuple) and len(returned) == 2 and getattr(returned[1], "callable", False):
        return returned
    came = f"one {kind_of(returned)}"
    if isinstance(returned, tuple):
        came = f"a tuple of {len(returned)}: ({', '.join(map(kind_of, returned))})"
    raise UnusableReturn(f"return (output, backward), a pair; what came is {'None' if returned is None else came}")


def as_outputs(returned: Any, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Name what a plain function returned: one array, or a tuple of as many as there are names."""
    values = (returned,) if len(names) == 1 else returned
    if not isinstance(values, tuple) or len(values) != len(names):
        came = f"a tuple of {len(values)}" if isinstance(values, tuple) else f"one {kind_of(values)}"
        raise UnusableReturn(f"return a tuple ({', '.join(names)}); what came is {came}")
    return {name: as_array(value, name) for name, value in zip(names, values, strict=True)}


def as_gradients(returned: Any, names: tuple[str, ...], inputs: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Check that `returned` is a dict with just the wanted keys, each gradient of its input's shape."""
    if not isinstance(returned, Mapping):
        raise UnusableReturn(f"backward returns {_article(returned)}; wanted a dict with the keys {', '.join(names)}")
    found = dict(flatten(_nest(returned, names)))
    wanted = flat_names(names, inputs)
    if missing := [name for name in wanted if name not in found]:
        raise UnusableReturn(f"backward's dict has no key {_quoted(missing)}; wanted {_quoted(wanted)}")
    if extra := [name for name in found if name not in wanted]:
        raise UnusableReturn(f"backward's dict has a key too many, {_quoted(extra)}; wanted {_quoted(wanted)}")
    arrays = dict(flatten({name: inputs[name] for name in names}))
    return {name: _gradient(found[name], name, np.shape(arrays[name])) for name in wanted}


def _nest(returned: Mapping, names: tuple[str, ...]) -> Mapping:
    """A whole model's only gradient argument is a dict: its keys alone, without the argument's name, serve as well."""
    alone = len(names) == 1 and names[0] not in returned and names[0] == "params"
    return {names[0]: returned} if alone else returned


def _gradient(value: Any, name: str, shape: tuple[int, ...]) -> np.ndarray:
    array = as_array(value, f"the gradient of {name}")
    if array.shape != shape:
        raise UnusableReturn(f"the gradient of {name} has shape {array.shape}; wanted {shape}, the shape of {name}")
    return array


def _article(value: Any) -> str:
    return "None (is a return missing?)" if value is None else f"a {kind_of(value)}"


def _quoted(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names[:8]) + (", …" if len(names) > 8 else "")
