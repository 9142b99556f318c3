"""Make the same calls in different orders, so that what one call leaves behind shows in what another one gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any, Protocol

import numpy as np

from grader.runner.observation import CallResult, Step
from reference.naming import flatten

EACH = 3
"""Results of one call: its forward's, and its backward's on one upstream gradient and on another."""


class Order(StrEnum):
    """In which order calls are made, and on which arrays."""

    ONE_BY_ONE = "one by one"
    """From the last to the first, each forward followed by its backwards."""
    FORWARDS_FIRST = "forwards first"
    """All forwards, then all backwards, as a model of many layers does."""
    SAME_ARRAYS = "same arrays"
    """One by one from the first to the last, the numbers of each put into the arrays of the first."""


class CallsAnswer(Protocol):
    """Calls an answer's forward on inputs, or one of its backwards; returns the plain result and the very return."""

    def __call__(self, step: Step, function: Callable | None, *arguments: Any) -> tuple[CallResult, Any]:
        """Without a function, call the answer itself."""


def replay(call: CallsAnswer, many: Sequence[dict[str, Any]], seed: int, order: Order | str) -> list[CallResult]:
    """Call the answer on each of these inputs in an order; return `EACH` results for each, in the order of `many`.

    Of FORWARDS_FIRST, as many results follow: what the calls returned, as it stands after the last of them. The
    upstream gradients are drawn by the seed, of the shape of what the forward gives. A plain function, or a forward
    that fails, leaves the results of its backwards empty.
    """
    if order == Order.ONE_BY_ONE:
        found = [_Called(call, inputs, seed).backwards(1, 0) for inputs in reversed(many)]
        return [result for results in reversed(found) for result in results]
    if order == Order.SAME_ARRAYS:
        refilled = (_Called(call, inputs, seed) for inputs in _refilled(many))
        return [result for each in refilled for result in each.backwards(0, 1, in_one_array=True)]
    calls = [_Called(call, inputs, seed) for inputs in many]
    found = [result for each in calls for result in each.backwards(0, 1, 0)]
    return found + [result for each in calls for result in each.read_again()]


def _refilled(many: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each of the inputs, its numbers in the arrays of the first; all arrays have the first's shapes."""
    held = {name: value for name, value in flatten(many[0]) if isinstance(value, np.ndarray)}
    numbers = [{name: value.copy() for name, value in flatten(each) if name in held} for each in many]
    for each, its_numbers in zip(many, numbers, strict=True):
        for name, array in held.items():
            array[...] = its_numbers[name]
        same = (np.ndarray, dict)
        yield {name: many[0][name] if isinstance(value, same) else value for name, value in each.items()}


class _Called:
    """A forward that was called, and its backward, which is still to be called on two upstream gradients."""

    def __init__(self, call: CallsAnswer, inputs: dict[str, Any], seed: int) -> None:
        self.call = call
        self.results, self.returned = [CallResult()] * EACH, [None] * EACH
        self._keep(0, call(Step.FORWARD, None, *inputs.values()))
        self.backward = second_of_pair(self.returned[0])
        output, self.upstreams = self.results[0].returned, []
        if self.backward is not None and isinstance(output, tuple) and isinstance(output[0], (np.ndarray, float, int)):
            one = few_bits(np.asarray(np.random.default_rng(seed).standard_normal(np.shape(output[0]))))
            # The other one has the same sum to the last bit, where it can.
            other = one.reshape(-1)[::-1].reshape(one.shape) if one.size > 1 else -0.5 * one
            self.upstreams = [one, np.array(other)]

    def backwards(self, *order: int, in_one_array: bool = False) -> list[CallResult]:
        """Call backward on the upstream gradients in this order; the last call on each counts. Return all results.

        `in_one_array`: the numbers of each are put into one array; else each is an array of its own.
        """
        held = np.empty_like(self.upstreams[0]) if self.upstreams else None
        for at in order if self.upstreams else ():
            upstream = held if in_one_array else np.empty_like(held)
            upstream[...] = self.upstreams[at]
            self._keep(at + 1, self.call((Step.BACKWARD, Step.OTHER_BACKWARD)[at], self.backward, upstream))
        return self.results

    def read_again(self) -> list[CallResult]:
        """Return what the calls returned, as it stands now."""
        return [self.call(Step.FORWARD, lambda returned=returned: returned)[0] for returned in self.returned]

    def _keep(self, at: int, called: tuple[CallResult, Any]) -> None:
        self.results[at], self.returned[at] = called


def few_bits(array: np.ndarray) -> np.ndarray:
    """Return floats rounded to multiples of 2^-20, whose sums are exact: so they are the same in any order."""
    if array.dtype.kind != "f":
        return array
    with np.errstate(over="ignore"):
        rounded = np.asarray(np.round(array * 2.0**20) / 2.0**20, array.dtype)
    return np.where((rounded == 0) | ~np.isfinite(rounded), array, rounded)  # what is tiny or huge stays


def second_of_pair(returned: Any) -> Any:
    """Return the second of a pair, None of anything else; no method of a student's own type is called for it."""
    if not issubclass(type(returned), tuple) or tuple.__len__(returned) != 2:
        return None
    return tuple.__getitem__(returned, 1)
