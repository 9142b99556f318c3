"""Which of the things that an answer may not change it has changed, by what they were and what they became."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.judge.compare import number
from grader.judge.return_values import UnusableReturn
from grader.runner.observation import CallResult
from reference.naming import flatten


class PurityChecker:
    """Holds copies of the inputs, and what was returned so far, and compares how they stand after each deed."""

    def __init__(self, inputs: Mapping[str, Any], upstream: np.ndarray | None) -> None:
        self.inputs = {name: _copied(value) for name, value in flatten(inputs)}
        self.upstream = _copied(upstream)
        self.returned: list[Any] = []

    def after(self, what: str, call_result: CallResult) -> None:
        """Raise Unusable where something is not what it was; `what` names the deed."""
        snapshot = call_result.snapshot
        if snapshot is None or len(snapshot.returned) != len(self.returned):
            raise UnusableReturn(f"{what}: it was not heard how its inputs stood afterwards")
        found = dict(flatten(snapshot.inputs))
        replaced_inputs = [*snapshot.replaced_inputs, *(name for name in self.inputs.keys() ^ found.keys())]
        if replaced_inputs:
            raise UnusableReturn(
                f"{what} changes its input: {replaced_inputs[0]} was replaced. Leave the dict as it was given."
            )
        for name, before in self.inputs.items():
            _same(f"{what} changes its input", name, before, found[name])
        _same(f"{what} changes its input", "the upstream gradient", self.upstream, snapshot.upstream)
        for earlier, later in zip(self.returned, snapshot.returned, strict=True):
            held = dict(_named(later))
            for name, before in _named(earlier):
                _same(f"{what} changes what was returned before", name, before, held.get(name))
        self.returned.append(call_result.returned)


def require_same_gradients(first: Mapping[str, np.ndarray], second: Mapping[str, np.ndarray]) -> None:
    """Raise Unusable unless two calls of one backward gave the same gradients."""
    for name, gradient in first.items():
        if not np.array_equal(gradient, second[name], equal_nan=True):
            raise UnusableReturn(f"backward called twice gives two gradients of {name}: it keeps state between calls")


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, np.ndarray) else value


def _named(returned: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a deed returned under names: the output, or each gradient."""
    if isinstance(returned, tuple) and returned:
        yield "the output", returned[0]
    elif isinstance(returned, Mapping):
        yield from ((f"the gradient of {name}", value) for name, value in flatten(returned))


def _same(trouble: str, name: str, before: Any, snapshot: Any) -> None:
    if not isinstance(before, np.ndarray):
        return
    if not isinstance(snapshot, np.ndarray) or snapshot.dtype != before.dtype:
        raise UnusableReturn(f"{trouble}: {name} was replaced. Leave what was given as it was.")
    if snapshot.shape != before.shape:
        raise UnusableReturn(f"{trouble}: {name} had shape {before.shape} and now has {snapshot.shape}.")
    if not np.array_equal(snapshot, before, equal_nan=before.dtype.kind == "f"):
        index = tuple(int(i) for i in np.argwhere(snapshot != before)[0])
        at = f"[{', '.join(map(str, index))}]" if index else ""
        was, came = before[index].real, snapshot[index].real
        raise UnusableReturn(
            f"{trouble}: {name}{at} was {number(was, came)} and is now {number(came, was)}. Work on a copy."
        )
