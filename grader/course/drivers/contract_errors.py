"""Errors by which a driver says that an answer is not of the form that the stub has.

Each carries `facts`, which the judge reads in the place of the sentence.
"""

from __future__ import annotations

from typing import Any


def wrong_shape(target: str, got: Any, wanted: tuple[int, ...]) -> ValueError:
    """Return the error of an array `target` whose shape is `got`."""
    error = ValueError(f"{target} has shape {got}; wanted {wanted}")
    if type(got) is tuple and all(type(n) is int for n in got):
        error.facts = {"target": target, "got": got, "wanted": wanted}
    return error


def not_a_tensor(what: str, value: Any) -> TypeError:
    """Return the error of something that should be a Tensor, such as what a layer returns."""
    error = TypeError(f"{what} a {type(value).__name__}; wanted a Tensor")
    error.facts = {"wanted": "Tensor"}
    return error
