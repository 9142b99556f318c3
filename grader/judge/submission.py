"""One answer as the judge sees it: what was observed of it, made into a `Sample`, or into its trouble in words.

Everything is decided here, from raw arrays, wherever the answer itself runs: nothing that it does to NumPy, or to the
objects that it returns, reaches this side.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from grader.course.spec import Exercise
from grader.errors import BadInput
from grader.judge.purity import PurityChecker, require_same_gradients
from grader.judge.return_values import UnusableReturn, as_array, as_gradients, as_outputs, as_pair
from grader.judge.sample import Sample
from grader.runner.limits import CapturedOutput
from grader.runner.local_runner import LocalRunner
from grader.runner.observation import CallResult, Loaded, Observation
from grader.runner.source import Source
from grader.runner.tree import Tree
from reference.naming import flatten, replace

ANY_MORE, ANY_NAMED = int(inspect.Parameter.VAR_POSITIONAL), int(inspect.Parameter.VAR_KEYWORD)


TWICE = ("backward", "a second call of backward")
LATER = ("a later call of the forward", "the backward of a later call")
BETWEEN = (LATER[0], TWICE[0], LATER[1], TWICE[1])
"""What comes after the forward of an op that is asked closely, and where it is called on other inputs between."""


class Runner(Protocol):
    """Where an answer runs: in this process (`Answer`), or in a worker."""

    printed: CapturedOutput
    sources: Mapping[str, Source]

    def load(self) -> Loaded:
        """Load the exercise's file."""

    def outputs(self, many: list[dict[str, Any]]) -> list[CallResult]:
        """Call the answer alone on each of these inputs, until one of the calls fails."""

    def observe(
        self,
        inputs: dict[str, Any],
        upstream: np.ndarray | None = None,
        *,
        check_purity: bool = False,
        trace_calls: bool = False,
        reuse_buffers: bool = False,
        callback: Callable[[Any], Any] | None = None,
    ) -> Observation:
        """Call the answer and its backward; `serve` answers the calls that are made meanwhile."""


def load_local(exercise: Exercise, tree: Tree, seconds: float | None = None) -> Submission:
    """Return the answer in `tree`, asked in this process; it may use `seconds` in all. Raises BadInput as Subject."""
    driver, is_op = exercise.driver, exercise.is_op
    return Submission(
        exercise, LocalRunner(exercise.part, exercise.name, tree, is_op=is_op, driver=driver, seconds=seconds)
    )


class Submission:
    """One answer to one exercise. `ask` never raises on its account: it returns the trouble in words.

    `answer` is where it runs, `by_hand` and `formula` what its file gives under these names (or None), `started`
    when it was loaded.
    """

    def __init__(self, exercise: Exercise, answer: Runner) -> None:
        """Load the exercise's file. Raises BadInput where it has no such function, or one of other arguments."""
        self.exercise = exercise
        self.answer = answer
        self.started = time.perf_counter()
        loaded = answer.load()
        if loaded.trouble:
            raise BadInput(loaded.trouble)
        self.by_hand = loaded.by_hand
        self.formula = loaded.formula
        self._check(loaded)

    @property
    def printed(self) -> CapturedOutput:
        """What the answer has printed so far."""
        return self.answer.printed

    @property
    def source(self) -> Source:
        """The file judged, as it was when it was loaded."""
        return self.answer.sources[self.exercise.key]

    @property
    def path(self) -> Path:
        """Where that file stands."""
        return self.source.path

    def _check(self, loaded: Loaded) -> None:
        """Raise BadInput unless there is a function that takes the exercise's arguments, by name and in order."""
        name, asked = self.exercise.name, self.exercise.arguments
        if loaded.function is None:
            raise BadInput(f"{self.path} has no function {name}. `grader reset {name}` brings the stub back.")
        if not getattr(loaded.function, "callable", False):
            kind = getattr(loaded.function, "kind", type(loaded.function).__name__)
            raise BadInput(f"{self.path}: {name} has the type {kind}; wanted a function.")
        parameters = loaded.parameters
        if not asked or parameters is None or any(kind == ANY_MORE for _, kind, _ in parameters):
            return
        named = [p for p, kind, _ in parameters if kind != ANY_NAMED]
        extra = [p for p, kind, default in parameters[len(asked) :] if not default and kind != ANY_NAMED]
        if tuple(named[: len(asked)]) != asked or extra:
            raise BadInput(
                f"{self.path}: {name}({', '.join(named)}) has other arguments than asked. "
                f"Write {name}({', '.join(asked)})."
            )

    def forwards(self, many: list[dict[str, Any]]) -> list[np.ndarray]:
        """Return the op's output alone on each of these inputs, as finite differences need it.

        Raises Unusable in words where one of them gives none.
        """
        found = [self._outputs(call_result, {})["output"] for call_result in self.answer.outputs(many)]
        if len(found) != len(many):
            raise UnusableReturn(f"of {len(many)} calls, {len(found)} were answered")
        return found

    def ask(
        self,
        inputs: dict[str, Any],
        upstream: np.ndarray | None = None,
        *,
        check_purity: bool = False,
        trace_calls: bool = False,
        reuse_buffers: bool = False,
    ) -> Sample:
        """Call the answer on `inputs`, and its backward on `upstream`.

        `closely` also watches what may not happen: changed inputs, a changed upstream gradient, a second call of
        backward that differs from the first, arrays that change after they were returned. `near` watches for calls
        of its own functions near the inputs, the mark of a numerical difference. `reused` asks it about other numbers
        in the same arrays before.
        """
        sample = Sample(inputs, upstream)
        told, callback = self._told(inputs)
        watch = PurityChecker(told, upstream) if check_purity else None
        seen = self.answer.observe(
            told,
            upstream,
            check_purity=check_purity,
            trace_calls=trace_calls,
            reuse_buffers=reuse_buffers,
            callback=callback,
        )
        sample.moved_inputs = seen.moved_inputs
        try:
            sample.outputs = self._outputs(seen.calls[0], inputs)
            if watch:
                watch.after("the forward" if self.exercise.is_op else "it", seen.calls[0])
            if self.exercise.is_op and upstream is not None:
                whats = (BETWEEN if trace_calls else TWICE) if watch else ("backward",)
                sample.gradients = self._gradients(sample, seen.calls[1:], watch, whats)
        except UnusableReturn as trouble:
            sample.problem, sample.unwritten = str(trouble), trouble.unwritten
        return sample

    def _told(self, inputs: dict[str, Any]) -> tuple[dict[str, Any], Callable[[Any], Any] | None]:
        """Return what the answer's side is asked, and what answers its calls where the judge keeps something back."""
        service = self.exercise.callback_service
        return (service.payload(**inputs), service.callback(**inputs)) if service else (inputs, None)

    def widened(self, inputs: dict[str, Any]) -> str:
        """Return the name of the first output or gradient that is wider than float32 for float32 inputs, or ""."""
        wide = [(n, v) for n, v in flatten(inputs) if isinstance(v, np.ndarray) and v.dtype == np.float64]
        if not wide:
            return ""
        for name, value in wide:
            inputs = replace(inputs, name, value.astype(np.float32))
        try:
            named = self._returned(inputs)
        except UnusableReturn:
            return ""
        return next((n for n, v in named.items() if np.ndim(v) and np.asarray(v).dtype != np.float32), "")

    def _returned(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Return the outputs and the gradients by names, as they came."""
        told, callback = self._told(inputs)
        first = self.answer.observe(told, callback=callback).calls[0]
        returned = _untroubled(first).returned
        if not self.exercise.is_op:
            values = returned if isinstance(returned, tuple) else (returned,)
            return dict(zip(self.exercise.outputs, values, strict=False))
        shape = np.shape(as_array(as_pair(returned)[0], "the output"))
        upstream = np.asarray(np.random.default_rng(0).standard_normal(shape), np.float32)
        calls = self.answer.observe(inputs, upstream).calls
        raw = _untroubled(calls[-1]).returned
        gradients = raw if len(calls) > 1 and isinstance(raw, dict) else {}
        return {"the output": returned[0]} | {f"the gradient of {n}": v for n, v in flatten(gradients)}

    def _outputs(self, call_result: CallResult, inputs: dict[str, Any]) -> dict[str, np.ndarray]:
        """Return the outputs of a forward by name. Raises Unusable in words."""
        returned = _untroubled(call_result).returned
        if not self.exercise.is_op:
            outputs = as_outputs(returned, self.exercise.outputs)
            return self.exercise.callback_service.read(outputs, **inputs) if self.exercise.callback_service else outputs
        return {"output": as_array(as_pair(returned)[0], "the output")}

    def _gradients(
        self, sample: Sample, calls: list[CallResult], watch: PurityChecker | None, whats: tuple[str, ...]
    ) -> dict[str, np.ndarray]:
        if sample.output.shape != sample.upstream.shape:
            raise UnusableReturn(
                f"the output has shape {sample.output.shape}, wanted {sample.upstream.shape} "
                f"for inputs of shapes {_shapes(sample.inputs)}"
            )
        found = []
        for n, what in enumerate(whats):
            if n >= len(calls):
                raise UnusableReturn(f"{what} was not heard of")
            if what in LATER:
                watch.after(what, calls[n])
                continue
            raw = _untroubled(calls[n]).returned
            found.append(as_gradients(raw, self.exercise.gradients, sample.inputs))
            if watch:
                watch.after(what, calls[n])
        if watch:
            require_same_gradients(*found)
        return found[0]


def _untroubled(call_result: CallResult) -> CallResult:
    if call_result.trouble:
        raise UnusableReturn(call_result.trouble, unwritten=call_result.unwritten)
    return call_result


def _shapes(inputs: Mapping[str, Any]) -> str:
    return ", ".join(f"{n} {v.shape}" for n, v in flatten(inputs) if isinstance(v, np.ndarray))
