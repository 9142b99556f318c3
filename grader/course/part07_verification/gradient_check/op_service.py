"""The judge's side of gradient_check: it runs the op, and answers the calls of the proxy that the answer is given.

The op's name, its fault and the row that is compared never leave the judge. So nothing where the answer runs
(`driver.py`) tells a correct op from a faulty one, but what it computes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.course.part07_verification.gradient_check.op_bank import checker_inputs, op_with_fault
from grader.course.spec import CallbackService

MOST_CALLS = 10_000
"""Calls of one op; two forwards for each entry of any case would be at most 120."""

NUMBER_KINDS = "biufc"
ROWS = ("max_abs", "max_rel", "verdict", "bools", "float64", "draws")
"""The rows of the driver's array; it has a column for each name in wrt."""


def payload(report: str, op: str, fault: str, inputs: Mapping, wrt: tuple, options: Mapping) -> dict[str, Any]:
    """Return what is sent to the answer's side; `shared` names the inputs that are the very array of another."""
    shared = {name: "a" for name in checker_inputs(op, inputs) if name not in inputs}
    return {"inputs": inputs, "wrt": wrt, "options": options, "shared": shared}


def callback(op: str, fault: str, inputs: Mapping, **_: Any) -> Callable[[Any], dict[str, Any]]:
    """Return the function that answers the proxy's calls; a call that is not as below is answered {"refused": why}.

    `{"inputs": [...]}` is answered `{"output": array, "view": i}`, where i is the position of the input that the output
    is a view of, or None. With an `"upstream"` it is answered `{"gradients": {...}}`.
    """
    function, case_inputs, calls = op_with_fault(op, fault), checker_inputs(op, inputs), 0

    def answer(call: Any) -> dict[str, Any]:
        nonlocal calls
        calls += 1
        try:
            if calls > MOST_CALLS:
                raise TypeError(f"it was called more than {MOST_CALLS:,} times")
            called = _require_inputs(call["inputs"], case_inputs)
            with np.errstate(all="ignore"):
                output, backward = function(*called)
                if "upstream" in call:
                    return _gradients_reply(backward, call["upstream"], output)
                return _output_reply(output, called)
        except Exception as error:  # the caller's mistake: a float in the place of an id, or no call at all
            return {"refused": f"the op cannot be called like this: {error}"[:300]}

    return answer


def read(outputs: dict[str, np.ndarray], wrt: tuple, report: str, **_: Any) -> dict[str, np.ndarray]:
    """Return the row that is compared, `report`; outputs of another shape than (6, len(wrt)) as they are."""
    table = outputs["verdict"]
    return {"verdict": table[ROWS.index(report)]} if table.shape == (len(ROWS), len(wrt)) else outputs


def _require_inputs(values: Any, case_inputs: Mapping[str, Any]) -> list[Any]:
    """Return a call's inputs. Raises TypeError unless they are as many as the case's, and of their shapes."""
    if len(values) != len(case_inputs):
        raise TypeError(f"it takes {', '.join(case_inputs)}")
    for (name, own), value in zip(case_inputs.items(), values, strict=True):
        if isinstance(own, np.ndarray):
            _require_numbers(name, value, own.shape)
        elif type(value) is not type(own) or value != own:
            raise TypeError(f"{name} is {own!r} here")
    return list(values)


def _require_numbers(name: str, value: Any, shape: tuple[int, ...]) -> None:
    """Raise TypeError for anything but numbers of that shape, which bounds what one call can cost here."""
    numbers = isinstance(value, (np.ndarray, np.generic, float, int)) and np.asarray(value).dtype.kind in NUMBER_KINDS
    if not numbers or np.shape(value) != shape:
        raise TypeError(f"{name} is an array of numbers of shape {shape}; what came has shape {np.shape(value)}")


def _output_reply(output: Any, inputs: list[Any]) -> dict[str, Any]:
    arrays = [at for at, value in enumerate(inputs) if isinstance(value, np.ndarray)]
    view = next((at for at in arrays if np.shares_memory(inputs[at], output)), None)
    return {"output": output, "view": view}


def _gradients_reply(backward: Callable, upstream: Any, output: Any) -> dict[str, Any]:
    _require_numbers("the upstream gradient", upstream, np.shape(output))
    return {"gradients": backward(upstream)}


SERVICE = CallbackService(payload, callback, read)
