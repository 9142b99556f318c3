"""What the judge keeps to itself of a question to a gradient checker: the op's name, its fault, what is reported.

The op runs here. Where the answer runs there is a stub (`driver.py`) that sends each call as plain values, and so has
nothing in it that tells a right op from a spoilt one but what it computes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.course.part07_verification.gradient_check.op_bank import prepared, spoiled
from grader.course.spec import CallbackService

MOST_CALLS = 10_000
"""Calls in one question: two for each entry would be 120 at most."""

NUMBERS = "biufc"
REPORTED = ("max_abs", "max_rel", "verdict")
"""The rows of what the drive returns, a column for each name in wrt."""


def payload(op: str, fault: str, inputs: Mapping, wrt: tuple, report: str, options: Mapping) -> dict[str, Any]:
    """Return what the answer's side is asked; `shared` names what is one array with another."""
    shared = {name: "a" for name in prepared(op, inputs) if name not in inputs}
    return {"inputs": inputs, "wrt": wrt, "options": options, "shared": shared}


def callback(op: str, fault: str, inputs: Mapping, **_: Any) -> Callable[[Any], dict[str, Any]]:
    """Return the function that answers a stub's calls, whoever sent them; what is no call is refused in words.

    `{"inputs": [...]}` brings `{"output": ..., "view": place of the input that the output is a view of, or None}`.
    With an `"upstream"` it brings `{"gradients": {...}, "upstream": what became of it, or None where it is the same}`.
    """
    function, held, calls = spoiled(op, fault), prepared(op, inputs), 0

    def answer(call: Any) -> dict[str, Any]:
        nonlocal calls
        calls += 1
        try:
            if calls > MOST_CALLS:
                raise TypeError(f"it was called more than {MOST_CALLS:,} times")
            given = _given(call["inputs"], held)
            with np.errstate(all="ignore"):
                output, backward = function(*given)
                return _gradients(backward, call["upstream"], output) if "upstream" in call else _output(output, given)
        except Exception as error:  # the caller's doing: a float where an id belongs, or no call at all
            return {"refused": f"the op cannot be called like this: {error}"[:300]}

    return answer


def read(outputs: dict[str, np.ndarray], wrt: tuple, report: str, **_: Any) -> dict[str, np.ndarray]:
    """Return the row that is judged; what is not made of these rows is judged as it came."""
    table = outputs["verdict"]
    return {"verdict": table[REPORTED.index(report)]} if table.shape == (len(REPORTED), len(wrt)) else outputs


def _given(values: Any, held: Mapping[str, Any]) -> list[Any]:
    """Return a call's inputs. Raises TypeError unless they are as many, and of such shapes, as the question's own."""
    if len(values) != len(held):
        raise TypeError(f"it takes {', '.join(held)}")
    for (name, own), value in zip(held.items(), values, strict=True):
        if isinstance(own, np.ndarray):
            _require_numbers(name, value, own.shape)
        elif type(value) is not type(own) or value != own:
            raise TypeError(f"{name} is {own!r} here")
    return list(values)


def _require_numbers(name: str, value: Any, shape: tuple[int, ...]) -> None:
    """Raise TypeError for anything but numbers of that shape: what a call costs here is bounded by it."""
    numbers = isinstance(value, (np.ndarray, np.generic, float, int)) and np.asarray(value).dtype.kind in NUMBERS
    if not numbers or np.shape(value) != shape:
        raise TypeError(f"{name} is an array of numbers of shape {shape}; what came has shape {np.shape(value)}")


def _output(output: Any, given: list[Any]) -> dict[str, Any]:
    arrays = [at for at, value in enumerate(given) if isinstance(value, np.ndarray)]
    view = next((at for at in arrays if np.shares_memory(given[at], output)), None)
    return {"output": output, "view": view}


def _gradients(backward: Callable, upstream: Any, output: Any) -> dict[str, Any]:
    _require_numbers("the upstream gradient", upstream, np.shape(output))
    lent = upstream.copy() if isinstance(upstream, np.ndarray) else upstream
    gradients = backward(lent)
    return {"gradients": gradients, "upstream": None if np.array_equal(lent, upstream, equal_nan=True) else lent}


SERVICE = CallbackService(payload, callback, read)
