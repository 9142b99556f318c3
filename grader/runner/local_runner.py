"""Run one answer in this process: load it, call it, observe it. The only module that calls student code."""

from __future__ import annotations

import contextlib
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from grader.course.drivers.peak_memory import peak_bytes
from grader.errors import OutOfTime
from grader.paths import is_solution
from grader.runner import widening
from grader.runner.call_orders import Order, replay, second_of_pair
from grader.runner.captured_output import CapturedOutput, capture_output
from grader.runner.error_text import call_error, describe_error, not_written
from grader.runner.limits import TimeBudget
from grader.runner.memory_layouts import PLAIN, Arrangement
from grader.runner.numerical_differentiation import trace_moved_inputs
from grader.runner.observation import CallError, CallResult, ErrorKind, Loaded, Observation, Step, TraceKind
from grader.runner.plain_values import to_plain
from grader.runner.process_settings import errstate, restored_settings
from grader.runner.replaced_names import ReplacedNames, may_replace
from grader.runner.snapshots import SnapshotTaker
from grader.runner.source import Source
from grader.runner.tree import Tree


class LocalRunner:
    """An answer to one exercise, loaded out of a tree. Nothing that the answer does is raised: it is returned as facts.

    `driver` calls an answer that a plain call does not (a class, a function of functions); an op (`is_op`) returns
    `(output, backward)`. `seconds` bounds all its calls together. `watchdog` is False where another process ends this
    one, should the answer not end.
    """

    in_process = True

    def __init__(
        self,
        part: str,
        name: str,
        tree: Tree,
        *,
        is_op: bool,
        driver: Callable | None,
        seconds: float | None = None,
        watchdog: bool = True,
    ) -> None:
        self.part, self.name, self.tree, self.is_op, self.driver = part, name, tree, is_op, driver
        self.printed = CapturedOutput()
        last_words = f"{name}: does not finish within {seconds} s, and cannot be interrupted."
        self.budget = TimeBudget(seconds, last_words, watchdog=watchdog)
        self.function: Any = None
        self.recursion_limit = 0
        self.replaced_names, self.may_replace = ReplacedNames(), True
        self.instead: Source | None = None
        self.callback: Callable[[Any], Any] | None = None

    def with_source(self, source: Source, seconds: float) -> LocalRunner:
        """Return a runner of the answer with another text, made of this one's, in the place of its loaded file."""
        other = LocalRunner(self.part, self.name, self.tree, is_op=self.is_op, driver=self.driver, seconds=seconds)
        other.instead, other.may_replace = source, self.may_replace  # made of this text, it sets no other names
        return other

    @property
    def files(self) -> dict[str, str]:
        """The texts of this answer and of the pieces that it imports, by path."""
        return {str(source.path): source.text for source in self.tree.loaded.values()}

    @property
    def sources(self) -> dict[str, Source]:
        """The same by key, "partNN_topic.NAME"."""
        return self.tree.loaded | ({f"{self.part}.{self.name}": self.instead} if self.instead else {})

    @property
    def _judged(self) -> str:
        """The path of the file that is judged, among `files`."""
        source = self.tree.loaded.get(f"{self.part}.{self.name}")
        return str(source.path) if source else ""

    def load(self) -> Loaded:
        """Import the exercise's file and return what stands in it."""
        loaded, error = self._bounded(self._import, importing=True)
        if error and error.kind is ErrorKind.REFUSED:
            loaded = Loaded(error=error.message)
        elif error:
            loaded = Loaded(error=f"{self.name} cannot be imported: {describe_error(error)}")
        loaded.files, loaded.replaced = list(self.tree.loaded), str(self.replaced_names)
        return loaded

    def _import(self) -> Loaded:
        key = f"{self.part}.{self.name}"
        module = self.tree.load_instead(key, self.instead) if self.instead else self.tree.load(self.part, self.name)
        loaded = Loaded(
            by_hand=to_plain(getattr(module, "by_hand", None)),
            formula=to_plain(getattr(module, "formula", None)),
        )
        self.function = getattr(module, self.name, None)
        loaded.function, loaded.parameters = to_plain(self.function), _parameters(self.function)
        if not self.instead:
            own = [source for source in self.sources.values() if not is_solution(source.path)]
            self.may_replace = bool(self.replaced_names.found) or (self.tree.vetted and any(map(may_replace, own)))
        self.recursion_limit = sys.getrecursionlimit()  # where the file has set one, its calls shall have it
        return loaded

    def outputs(self, many: list[dict[str, Any]]) -> list[CallResult]:
        """Call the answer on each of these inputs, without any backward, until one of the calls fails."""
        calls: list[CallResult] = []
        for inputs in many:
            calls.append(self._call(self._first_step, self._answer, *inputs.values())[0])
            if calls[-1].error:
                break
        return calls

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
        """Call the answer, and its backward on `upstream`.

        `check_purity` calls backward twice, with a snapshot after each call. `trace_calls` also watches for calls of
        the answer's own functions near the inputs, the mark of a numerical difference. `trace_widening` looks for the
        line that makes float64 arrays of float32 ones. `arrangement` says how the arrays lie in memory,
        `measure_memory` that the memory is measured which the calls take. `callback` is the judge's end of calls that
        the driver makes meanwhile.
        """
        observed = Observation()
        self.callback = callback
        inputs, upstream = arrangement.of_inputs(inputs), arrangement.of_upstream(upstream)
        snapshots = SnapshotTaker(inputs, upstream) if check_purity else None
        with contextlib.ExitStack() as tracing:
            trace = tracing.enter_context(trace_moved_inputs(inputs, self.files)) if trace_calls else []
            lines = tracing.enter_context(widening.trace_widening(self._judged)) if trace_widening else []

            def call() -> None:
                observed.calls = self._forward_and_backward(inputs, upstream, snapshots, tracing)

            observed.peak_bytes = peak_bytes(call) if measure_memory else call() or 0
        # Complex numbers alone are the weakest sign: some exercises are usually written with them.
        observed.trace = min(trace, key=lambda found: found.kind is TraceKind.COMPLEX, default=None)
        observed.widened_at = next(iter(lines), 0)
        return observed

    def replay(self, many: list[dict[str, Any]], seed: int, order: Order) -> list[CallResult]:
        """Call the answer and its backward on each of these inputs in an order; see `call_orders.replay`."""
        self.callback = None

        def call(step: Step, function: Callable | None, *given: Any) -> tuple[CallResult, Any]:
            return self._call(step if function else self._first_step, function or self._answer, *given)

        return replay(call, many, seed, order)

    def restart(self) -> Loaded:
        """Load the file once more: nothing that the calls so far left in it is there."""
        self.tree = self.tree.anew()
        return self.load()

    def _forward_and_backward(
        self, inputs: dict[str, Any], upstream: Any, snapshots: SnapshotTaker | None, tracing: contextlib.ExitStack
    ) -> list[CallResult]:
        """Call the forward, then backward once, or twice where snapshots are taken."""
        result, returned = self._call(self._first_step, self._answer, *inputs.values(), snapshots=snapshots)
        calls = [result]
        if upstream is None or result.error or not _is_pair(result.returned, upstream):
            return calls
        for step in (Step.BACKWARD, Step.SECOND_BACKWARD) if snapshots else (Step.BACKWARD,):
            result, _ = self._call(step, second_of_pair(returned), upstream, snapshots=snapshots)
            tracing.close()  # what the first call gave is judged; the second has to give the same
            calls.append(result)
            if result.error:
                break
        return calls

    @property
    def _first_step(self) -> Step:
        return Step.FORWARD if self.is_op else Step.CALL

    def _answer(self, *inputs: Any) -> Any:
        """Call the student's function, through the exercise's driver where it has one."""
        if self.callback:
            return self.driver(self.function, *inputs, callback=self.callback)
        return self.driver(self.function, *inputs) if self.driver else self.function(*inputs)

    def _call(
        self, step: Step, function: Callable | None, *arguments: Any, snapshots: SnapshotTaker | None = None
    ) -> tuple[CallResult, Any]:
        """Call student code within its bounds; return the plain result, and the very thing that it returned.

        A snapshot reads the student's own types, so it is taken within the bounds too, also after a call that failed.
        """

        def call() -> tuple[CallResult, Any]:
            with errstate(all="ignore"):
                returned = function(*arguments)
            if inspect.iscoroutine(returned):
                returned.close()  # it will not be waited for, and says so at our line of code if it is left
            result = CallResult(to_plain(returned))
            return (snapshots.after(result, returned) if snapshots else result), returned

        called, error = self._bounded(call, step)
        if called:
            return called
        failed = CallResult(error=error)
        if snapshots:
            self._bounded(lambda: snapshots.after(failed, None))
        return failed, None

    def _bounded(
        self, run: Callable[[], Any], step: Step | None = None, *, importing: bool = False
    ) -> tuple[Any, CallError | None]:
        """Run what runs student code; return what came, and why nothing came, where that is so.

        An exception is read within the same bounds, since its class may be the student's.
        """
        try:
            with self._bounds(importing=importing):
                return run(), None
        except BaseException as error:
            raised = error
        if issubclass(type(raised), KeyboardInterrupt) and TimeBudget.interrupted is not False:
            raise raised
        if type(raised) is OutOfTime:
            return None, call_error(raised, self.files, step, self._judged)
        try:
            with self._bounds(reading=True):
                if step and issubclass(type(raised), NotImplementedError):
                    return None, not_written(raised, self.name, step)
                return None, call_error(raised, self.files, step, self._judged)
        except OutOfTime as late:
            return None, call_error(late, self.files, step, self._judged)

    @contextlib.contextmanager
    def _bounds(self, *, importing: bool = False, reading: bool = False) -> Iterator[None]:
        """Bound what runs of the answer: its file's import, a call, or the `reading` of an exception of its class."""
        with (
            capture_output(self.printed),
            self.budget.spend(importing=importing),
            restored_settings(self.recursion_limit),
            contextlib.nullcontext() if reading or not self.may_replace else self.replaced_names.in_force(),
        ):
            yield


def _is_pair(returned: Any, upstream: np.ndarray) -> bool:
    """Whether there is a backward to call; the judge says what is wrong where there is none."""
    if not isinstance(returned, tuple) or len(returned) != 2:
        return False
    return getattr(returned[1], "callable", False) and np.shape(returned[0]) == upstream.shape


def _parameters(function: Any) -> list[tuple[str, int, bool]] | None:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    return [(p.name, int(p.kind), p.default is not p.empty) for p in parameters]
