"""Which of the things that an answer may not change it has changed: its inputs, the upstream gradient, its returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.judge import problem
from grader.judge.compare import number
from grader.judge.return_values import UnusableReturn
from grader.runner.observation import CallResult, Step
from reference.naming import flatten


class PurityChecker:
    """Keeps copies of the inputs and of what was returned, and compares them with the snapshot after each call."""

    def __init__(self, inputs: Mapping[str, Any], upstream: np.ndarray | None) -> None:
        self.inputs = {name: _copied(value) for name, value in flatten(inputs)}
        self.upstream = _copied(upstream)
        self.returned: list[Any] = []

    def after(self, step: Step, result: CallResult) -> None:
        """Raise UnusableReturn where something is not what it was before the call `step`."""
        snapshot = result.snapshot
        if snapshot is None or len(snapshot.returned) != len(self.returned):
            raise UnusableReturn(problem.no_answer(": it was not heard how its inputs stood afterwards", step))
        after = dict(flatten(snapshot.inputs))
        replaced = [*snapshot.replaced_inputs, *(name for name in self.inputs.keys() ^ after.keys())]
        if replaced:
            what = f"{replaced[0]} was replaced. Leave the dict as it was given."
            raise UnusableReturn(problem.changed(step, returned=False, what=what))
        for name, before in self.inputs.items():
            _require_same(step, name, before, after[name])
        _require_same(step, "the upstream gradient", self.upstream, snapshot.upstream)
        for earlier, later in zip(self.returned, snapshot.returned, strict=True):
            now = dict(_named(later))
            for name, before in _named(earlier):
                _require_same(step, name, before, now.get(name), returned=True)
        self.returned.append(result.returned)


def require_same_gradients(first: Mapping[str, np.ndarray], second: Mapping[str, np.ndarray]) -> None:
    """Raise UnusableReturn unless two calls of one backward gave the same gradients."""
    for name, gradient in first.items():
        if name not in second or not _same_array(gradient, second[name]):
            raise UnusableReturn(problem.backward_differs(name))


def _same_array(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two arrays are equal, NaN to NaN; what has none is compared in a third of the time."""
    return np.array_equal(a, b) or (a.dtype.kind in "fc" and np.array_equal(a, b, equal_nan=True))


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, np.ndarray) else value


def _named(returned: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a call returned under names: the output, or each gradient."""
    if isinstance(returned, tuple) and returned:
        yield "the output", returned[0]
    elif isinstance(returned, Mapping):
        yield from ((f"the gradient of {name}", value) for name, value in flatten(returned))


def _require_same(step: Step, name: str, before: Any, after: Any, *, returned: bool = False) -> None:
    if isinstance(before, np.ndarray) and (what := _change(name, before, after)):
        raise UnusableReturn(problem.changed(step, returned=returned, what=what))


def _change(name: str, before: np.ndarray, after: Any) -> str:
    """Say how an array was changed, or return ""."""
    if not isinstance(after, np.ndarray) or after.dtype != before.dtype:
        return f"{name} was replaced. Leave what was given as it was."
    if after.shape != before.shape:
        return f"{name} had shape {before.shape} and now has {after.shape}."
    if _same_array(after, before):
        return ""
    index = tuple(int(i) for i in np.argwhere(after != before)[0])
    at = f"[{', '.join(map(str, index))}]" if index else ""
    was, came = before[index].real, after[index].real
    return f"{name}{at} was {number(was, came)} and is now {number(came, was)}. Work on a copy."
