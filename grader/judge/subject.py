"""Ask one answer about inputs and put what came back into a `Sample`. The only module that calls student code."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from grader.catalog.spec import Exercise
from grader.errors import BadInput
from grader.judge.limits import Budget, Printed, captured
from grader.judge.nearness import near_calls
from grader.judge.returned import Unusable, as_array, as_gradients, as_outputs
from grader.judge.sample import Sample
from grader.judge.source import Source
from grader.judge.tree import Tree
from grader.judge.trouble import describe
from reference.naming import flatten, replace


class Subject:
    """One answer to one exercise. `ask` and `forward` never raise on its account: they return the trouble in words.

    `printed` holds what it printed, `by_hand` what its file gives as worked by hand (or None).
    """

    def __init__(self, exercise: Exercise, tree: Tree, seconds: float | None = None) -> None:
        """Import the exercise's file. Raises BadInput where it has no such function, or one of other arguments."""
        self.exercise = exercise
        self.printed = Printed()
        self.budget = Budget(
            seconds, f"{exercise.name}: does not finish within {seconds} s, and cannot be interrupted."
        )
        self.tree = tree
        self._load()

    @property
    def source(self) -> Source:
        """The file judged, as it was when it was loaded."""
        return self.tree.loaded[f"{self.exercise.part}.{self.exercise.name}"]

    @property
    def path(self) -> Path:
        """Where that file stands."""
        return self.source.path

    @property
    def files(self) -> set[str]:
        """The paths of this answer and of the pieces that it imports."""
        return {str(source.path) for source in self.tree.loaded.values()}

    def describe(self, error: BaseException) -> str:
        """Put an exception into words, at a line of this answer or of a piece that it imports."""
        return describe(error, self.files)

    def _load(self) -> None:
        name = self.exercise.name
        try:
            with captured(self.printed), self.budget.spend():
                module = self.tree.load(self.exercise.part, name)
        except (BadInput, KeyboardInterrupt):
            raise
        except BaseException as error:
            raise BadInput(f"{name} cannot be imported: {self.describe(error)}") from None
        self.by_hand = getattr(module, "by_hand", None)
        self.function = getattr(module, name, None)
        if self.function is None:
            raise BadInput(f"{self.path} has no function {name}. `grader reset {name}` brings the stub back.")
        if not callable(self.function):
            raise BadInput(f"{self.path}: {name} has the type {type(self.function).__name__}; wanted a function.")
        self._check_arguments()

    def _check_arguments(self) -> None:
        """Raise BadInput unless the function takes the exercise's arguments, by name and in order."""
        if not self.exercise.arguments:
            return
        try:
            parameters = list(inspect.signature(self.function).parameters.values())
        except (TypeError, ValueError):
            return
        if any(p.kind is p.VAR_POSITIONAL for p in parameters):
            return
        asked = self.exercise.arguments
        named = [p.name for p in parameters if p.kind is not p.VAR_KEYWORD]
        extra = [p.name for p in parameters[len(asked) :] if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
        if tuple(named[: len(asked)]) != asked or extra:
            raise BadInput(
                f"{self.path}: {self.exercise.name}({', '.join(named)}) has other arguments than asked. "
                f"Write {self.exercise.name}({', '.join(asked)})."
            )

    def forward(self, inputs: Mapping[str, Any]) -> np.ndarray:
        """Return the op's output alone, as finite differences need it. Raises Unusable in words."""
        return self._call(inputs)[0]["output"]

    def ask(self, inputs: Mapping[str, Any], upstream: np.ndarray | None = None, *, closely: bool = False) -> Sample:
        """Call the answer on `inputs`, and its backward on `upstream`.

        `closely` also watches what may not happen: changed inputs, a changed upstream gradient, a second call of
        backward that differs from the first, arrays that change after they were returned.
        """
        sample = Sample(inputs, upstream)
        watch = _Watch(inputs, upstream) if closely else None
        try:
            sample.outputs, backward = self._call(inputs, watch)
            if watch:
                watch.after("the forward" if self.exercise.is_op else "it")
            if backward is not None and upstream is not None:
                sample.gradients = self._pull_back(sample, backward, watch)
        except Unusable as trouble:
            sample.problem, sample.unwritten = str(trouble), trouble.unwritten
        return sample

    def widened(self, inputs: Mapping[str, Any]) -> str:
        """Return the name of the first output or gradient that is wider than float32 for float32 inputs, or ""."""
        wide = [(n, v) for n, v in flatten(inputs) if isinstance(v, np.ndarray) and v.dtype == np.float64]
        if not wide:
            return ""
        for name, value in wide:
            inputs = replace(inputs, name, value.astype(np.float32))
        try:
            returned = self._guarded("the forward", self._asked, *inputs.values())
            if not self.exercise.is_op:
                values = returned if isinstance(returned, tuple) else (returned,)
                named = dict(zip(self.exercise.outputs, values, strict=False))
            else:
                named = {"the output": returned[0]}
                drawn = np.random.default_rng(0).standard_normal(np.shape(returned[0]))
                upstream = np.asarray(drawn, np.float32)
                raw = self._guarded("backward", returned[1], upstream)
                named |= {f"the gradient of {name}": value for name, value in flatten(raw)}
        except Unusable:
            return ""
        return next((name for name, v in named.items() if np.ndim(v) and np.asarray(v).dtype != np.float32), "")

    def near_calls(self, inputs: Mapping[str, Any], upstream: np.ndarray) -> str:
        """Say whether backward calls a function with an array that is an input moved, or is complex.

        That is the mark of a backward that differences its own forward; "" where there is none.
        """
        try:
            _, backward = self._call(inputs)
            with near_calls(inputs, self.files) as seen:
                self._guarded("backward", backward, upstream)
        except Unusable:
            return ""
        return seen[0] if seen else ""

    def _call(
        self, inputs: Mapping[str, Any], watch: _Watch | None = None
    ) -> tuple[dict[str, np.ndarray], Callable | None]:
        returned = self._guarded("the forward" if self.exercise.is_op else "it", self._asked, *inputs.values())
        if not self.exercise.is_op:
            return as_outputs(returned, self.exercise.outputs), None
        if not isinstance(returned, tuple) or len(returned) != 2 or not callable(returned[1]):
            raise Unusable(f"return (output, backward), a pair; what came is {_kind(returned)}")
        if watch:
            watch.hold("the output", returned[0])
        return {"output": as_array(returned[0], "the output")}, returned[1]

    def _asked(self, *inputs: Any) -> Any:
        """Call the answer, or let the exercise's own driver ask it."""
        return self.exercise.drive(self.function, *inputs) if self.exercise.drive else self.function(*inputs)

    def _pull_back(self, sample: Sample, backward: Callable, watch: _Watch | None) -> dict[str, np.ndarray]:
        if sample.output.shape != sample.upstream.shape:
            raise Unusable(
                f"the output has shape {sample.output.shape}, wanted {sample.upstream.shape} "
                f"for inputs of shapes {_shapes(sample.inputs)}"
            )

        def pull() -> dict[str, np.ndarray]:
            raw = self._guarded("backward", backward, sample.upstream)
            gradients = as_gradients(raw, self.exercise.gradients, sample.inputs)
            for name, value in flatten(raw) if watch else ():
                watch.hold(f"the gradient of {name}", value)
            return gradients

        gradients = pull()
        if watch:
            watch.after("backward")
            again = pull()
            watch.after("a second call of backward")
            _same_twice(gradients, again)
        return gradients

    def _guarded(self, what: str, function: Callable, *arguments: Any) -> Any:
        """Call student code within its bounds; turn whatever it raises into Unusable."""
        try:
            with captured(self.printed), self.budget.spend(), np.errstate(all="ignore"):
                return function(*arguments)
        except KeyboardInterrupt:
            raise
        except NotImplementedError as error:
            raise Unusable(str(error) or f"{self.exercise.name} is not written yet", unwritten=True) from None
        except BaseException as error:
            raise Unusable(f"{what} fails: {self.describe(error)}") from None


class _Watch:
    """Holds copies of what an answer may not change, inputs and what it has returned, and says which it changed."""

    def __init__(self, inputs: Mapping[str, Any], upstream: np.ndarray | None) -> None:
        self.held: list[tuple[str, str, np.ndarray, np.ndarray]] = []
        self.inputs, self.given = inputs, dict(flatten(inputs))
        for name, value in flatten(inputs):
            self.hold(name, value, "its input")
        self.hold("the upstream gradient", upstream, "its input")

    def hold(self, name: str, value: Any, what: str = "what was returned before") -> None:
        """Copy an array; anything else cannot be changed or is refused elsewhere."""
        if isinstance(value, np.ndarray):
            self.held.append((name, what, value, value.copy()))

    def after(self, deed: str) -> None:
        """Raise Unusable where an array held is not what it was, or a dict argument holds something else."""
        now = dict(flatten(self.inputs))
        if swapped := [name for name in self.given | now if now.get(name) is not self.given.get(name)]:
            raise Unusable(f"{deed} changes its input: {swapped[0]} was replaced. Leave the dict as it was given.")
        for name, what, value, before in self.held:
            if value.shape != before.shape:
                raise Unusable(f"{deed} changes {what}: {name} had shape {before.shape} and now has {value.shape}.")
            if not np.array_equal(value, before, equal_nan=value.dtype.kind == "f"):
                index = tuple(int(i) for i in np.argwhere(value != before)[0])
                raise Unusable(
                    f"{deed} changes {what}: {name}[{', '.join(map(str, index))}] was {float(before[index]):.6g} "
                    f"and is now {float(value[index]):.6g}. Work on a copy."
                )


def _same_twice(first: Mapping[str, np.ndarray], second: Mapping[str, np.ndarray]) -> None:
    for name, gradient in first.items():
        if not np.array_equal(gradient, second[name], equal_nan=True):
            raise Unusable(f"backward called twice gives two gradients of {name}: it keeps state between calls")


def _kind(value: Any) -> str:
    if isinstance(value, tuple):
        return f"a tuple of {len(value)}: ({', '.join(type(v).__name__ for v in value)})"
    return "None" if value is None else f"one {type(value).__name__}"


def _shapes(inputs: Mapping[str, Any]) -> str:
    return ", ".join(f"{n} {v.shape}" for n, v in flatten(inputs) if isinstance(v, np.ndarray))
