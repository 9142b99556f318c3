"""One answer as the judge sees it: what its runner observed, made into a `Sample` of arrays or of a problem.

All is decided here, from raw arrays, wherever the answer itself runs: nothing that it does to NumPy, or to the objects
that it returns, reaches this side.
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
from grader.judge import problem
from grader.judge.purity import PurityChecker, require_same_gradients
from grader.judge.return_values import UnusableReturn, as_array, as_gradients, as_outputs, as_pair
from grader.judge.sample import Sample
from grader.runner.call_orders import Order
from grader.runner.captured_output import CapturedOutput
from grader.runner.local_runner import LocalRunner
from grader.runner.memory_layouts import PLAIN, Arrangement
from grader.runner.observation import CallResult, Loaded, Observation, Step
from grader.runner.source import Source
from grader.runner.tree import Tree
from reference.naming import flatten

VAR_POSITIONAL, VAR_KEYWORD = int(inspect.Parameter.VAR_POSITIONAL), int(inspect.Parameter.VAR_KEYWORD)

ONCE = (Step.BACKWARD,)
TWICE = (Step.BACKWARD, Step.SECOND_BACKWARD)
"""The calls after an op's forward: without and with a check of purity."""


class Runner(Protocol):
    """Where an answer runs: in this process (`LocalRunner`), or in a process of its own (`SandboxRunner`)."""

    printed: CapturedOutput
    sources: Mapping[str, Source]
    in_process: bool
    """Whether the answer runs in this process."""

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
        trace_widening: bool = False,
        arrangement: Arrangement = PLAIN,
        measure_memory: bool = False,
        callback: Callable[[Any], Any] | None = None,
    ) -> Observation:
        """Call the answer and its backward; `callback` answers the calls that a driver makes meanwhile."""

    def replay(self, many: list[dict[str, Any]], seed: int, order: Order) -> list[CallResult]:
        """Call the answer and its backward on each of these inputs in an order."""

    def restart(self) -> Loaded:
        """Load the exercise's file once more, so that nothing of the calls so far is left in it."""


def load_local(exercise: Exercise, tree: Tree, seconds: float | None = None) -> Submission:
    """Return the answer in `tree`, run in this process; it may use `seconds` in all. Raises BadInput as Submission."""
    driver, is_op = exercise.driver, exercise.is_op
    return Submission(
        exercise, LocalRunner(exercise.part, exercise.name, tree, is_op=is_op, driver=driver, seconds=seconds)
    )


class Submission:
    """One answer to one exercise, run by `runner`.

    `source` is the file judged and `started` the time, as they were when it was loaded. `by_hand` and `formula` are
    what the file gives under these names (or None), `replaced` what it changes for all code of its process, such as
    "numpy.sqrt".
    """

    def __init__(self, exercise: Exercise, runner: Runner) -> None:
        """Load the exercise's file. Raises BadInput where it has no such function, or one of other arguments."""
        self.exercise = exercise
        self.runner = runner
        self.started = time.perf_counter()
        loaded = runner.load()
        if loaded.error:
            raise BadInput(loaded.error)
        self.by_hand = loaded.by_hand
        self.formula = loaded.formula
        self.replaced = loaded.replaced
        self.source: Source = runner.sources[exercise.key]
        self._check(loaded)

    def with_text(self, text: str, seconds: float) -> Submission:
        """Return an answer that runs in this process with another text in the place of its file, for `seconds` in all.

        Raises BadInput as this class.
        """
        return Submission(self.exercise, self.runner.with_source(Source(self.path, text), seconds))

    @property
    def printed(self) -> CapturedOutput:
        """What the answer has printed so far."""
        return self.runner.printed

    @property
    def path(self) -> Path:
        """Where the file judged stands."""
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
        if not asked or parameters is None or any(kind == VAR_POSITIONAL for _, kind, _ in parameters):
            return
        named = [p for p, kind, _ in parameters if kind != VAR_KEYWORD]
        extra = [p for p, kind, default in parameters[len(asked) :] if not default and kind != VAR_KEYWORD]
        if tuple(named[: len(asked)]) != asked or extra:
            raise BadInput(
                f"{self.path}: {name}({', '.join(named)}) has other arguments than asked. "
                f"Write {name}({', '.join(asked)})."
            )

    def forwards(self, many: list[dict[str, Any]]) -> list[np.ndarray]:
        """Return the op's output alone on each of these inputs, as finite differences need it.

        Raises UnusableReturn where one of them gives none.
        """
        found = [self.outputs(result, {})["output"] for result in self.runner.outputs(many)]
        if len(found) != len(many):
            raise UnusableReturn(problem.no_answer(f": of {len(many)} calls, {len(found)} were answered", Step.FORWARD))
        return found

    def ask(
        self,
        inputs: dict[str, Any],
        upstream: np.ndarray | None = None,
        *,
        check_purity: bool = False,
        trace_calls: bool = False,
        arrangement: Arrangement = PLAIN,
        measure_memory: bool = False,
    ) -> Sample:
        """Call the answer on `inputs`, and its backward on `upstream`; never raises on the answer's account.

        `check_purity` also checks what may not happen: changed inputs, a changed upstream gradient, a second call of
        backward that differs from the first, arrays that change after they were returned. `trace_calls` watches for
        calls of its own functions near the inputs, the mark of a numerical difference. `arrangement` says how the
        arrays lie in memory.
        """
        sample = Sample(inputs, upstream)
        payload, callback = self.payload(inputs)
        purity = PurityChecker(payload, upstream) if check_purity else None
        observed = self.runner.observe(
            payload,
            upstream,
            check_purity=check_purity,
            trace_calls=trace_calls,
            arrangement=arrangement,
            measure_memory=measure_memory,
            callback=callback,
        )
        sample.trace, sample.peak_bytes = observed.trace, observed.peak_bytes
        try:
            sample.outputs = self.outputs(observed.calls[0], inputs)
        except UnusableReturn as error:
            sample.problem = error.problem
        first = Step.FORWARD if self.exercise.is_op else Step.CALL
        steps: tuple[Step, ...] = (first,)
        if self.exercise.is_op and upstream is not None and not sample.problem:
            steps += TWICE if purity else ONCE
            self._read_backward(sample, observed.calls, steps)
        if purity:
            self._check_promises(sample, observed.calls, steps, purity)
        return sample

    def payload(self, inputs: dict[str, Any]) -> tuple[dict[str, Any], Callable[[Any], Any] | None]:
        """Return what the answer's side is given, and the judge's callback where it keeps something to itself."""
        service = self.exercise.callback_service
        return (service.payload(**inputs), service.callback(**inputs)) if service else (inputs, None)

    def outputs(self, result: CallResult, inputs: dict[str, Any]) -> dict[str, np.ndarray]:
        """Return the outputs of a forward by name. Raises UnusableReturn."""
        returned = successful(result).returned
        if not self.exercise.is_op:
            outputs = as_outputs(returned, self.exercise.outputs)
            return self.exercise.callback_service.read(outputs, **inputs) if self.exercise.callback_service else outputs
        return {"output": as_array(as_pair(returned)[0], "the output")}

    def _read_backward(self, sample: Sample, calls: list[CallResult], steps: tuple[Step, ...]) -> None:
        """Fill in the gradients of the first backward, or why there are none."""
        got, wanted = sample.output.shape, sample.upstream.shape
        if got != wanted:
            shapes = ", ".join(f"{n} {v.shape}" for n, v in flatten(sample.inputs) if isinstance(v, np.ndarray))
            sample.problem = problem.wrong_output_shape("the output", got, wanted, shapes)
            return
        at = steps.index(Step.BACKWARD)
        try:
            if at >= len(calls):
                raise UnusableReturn(problem.no_answer(" was not heard of", Step.BACKWARD))
            found = as_gradients(successful(calls[at]).returned, self.exercise.gradients, sample.inputs)
        except UnusableReturn as error:
            sample.problem = error.problem
            return
        sample.gradients, sample.gradient_problems = found.arrays, found.problems
        if found.extra:
            sample.broken_promises.append(found.extra)

    def _check_promises(
        self, sample: Sample, calls: list[CallResult], steps: tuple[Step, ...], purity: PurityChecker
    ) -> None:
        """Note what the calls changed, and a second backward that differs from the first; the first of them ends it."""
        try:
            for n, step in enumerate(steps):
                if n >= len(calls):
                    if sample.problem:
                        return
                    raise UnusableReturn(problem.no_answer(" was not heard of", step))
                if calls[n].snapshot is not None or not calls[n].error:
                    purity.after(step, calls[n])
                if step is Step.SECOND_BACKWARD and not sample.problem:
                    second = as_gradients(successful(calls[n]).returned, self.exercise.gradients, sample.inputs)
                    require_same_gradients(sample.gradients, second.arrays)
                if calls[n].error:
                    return  # what failed is told by its own problem
        except UnusableReturn as error:
            sample.broken_promises.append(error.problem)


def successful(result: CallResult) -> CallResult:
    """Return the result of a call. Raises UnusableReturn where the call failed."""
    if result.error:
        raise UnusableReturn(problem.call_failed(result.error))
    return result
