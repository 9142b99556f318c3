"""One answer in the process where it runs: load it, call it, and observe. The only module that calls student code."""

from __future__ import annotations

import contextlib
import inspect
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from grader.errors import BadInput
from grader.runner.exception_text import describe_exception
from grader.runner.limits import CapturedOutput, TimeBudget, capture_output
from grader.runner.numerical_differentiation import trace_moved_inputs
from grader.runner.observation import CallResult, Loaded, Observation, Snapshot
from grader.runner.plain_values import to_plain
from grader.runner.source import Source
from grader.runner.tree import Tree
from reference.naming import flatten


class LocalRunner:
    """An answer to one exercise, loaded out of a tree. It never raises on the answer's account: it notes it down.

    `drive` asks answers that are not asked by a plain call; an op (`is_op`) returns `(output, backward)`.
    """

    def __init__(
        self, part: str, name: str, tree: Tree, *, is_op: bool, driver: Callable | None, seconds: float | None = None
    ) -> None:
        self.part, self.name, self.tree, self.is_op, self.driver = part, name, tree, is_op, driver
        self.printed = CapturedOutput()
        self.budget = TimeBudget(seconds, f"{name}: does not finish within {seconds} s, and cannot be interrupted.")
        self.function: Any = None
        self.callback: Callable[[Any], Any] | None = None

    @property
    def files(self) -> dict[str, str]:
        """The texts of this answer and of the pieces that it imports, by path."""
        return {str(source.path): source.text for source in self.tree.loaded.values()}

    @property
    def sources(self) -> dict[str, Source]:
        """The same by key, "partNN_topic.NAME"."""
        return self.tree.loaded

    def describe(self, error: BaseException) -> str:
        """Put an exception into words, at a line of this answer or of a piece that it imports."""
        return describe_exception(error, self.files)

    def load(self) -> Loaded:
        """Import the exercise's file and say what stands in it."""
        try:
            with capture_output(self.printed), self.budget.spend(), _own_settings():
                module = self.tree.load(self.part, self.name)
                found = Loaded(
                    by_hand=to_plain(getattr(module, "by_hand", None)),
                    formula=to_plain(getattr(module, "formula", None)),
                )
                self.function = getattr(module, self.name, None)
                found.function, found.parameters = to_plain(self.function), _parameters(self.function)
        except KeyboardInterrupt:
            raise
        except BadInput as error:
            found = Loaded(trouble=str(error))
        except BaseException as error:
            found = Loaded(trouble=f"{self.name} cannot be imported: {self.describe(error)}")
        found.files = list(self.tree.loaded)
        return found

    def outputs(self, many: list[dict[str, Any]]) -> list[CallResult]:
        """Call the answer on each of these inputs, and only it, until one of the calls fails."""
        calls: list[CallResult] = []
        for inputs in many:
            calls.append(self._do("the forward" if self.is_op else "it", self._asked, *inputs.values())[0])
            if calls[-1].trouble:
                break
        return calls

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
        """Call the answer, and its backward on `upstream`; `closely` twice, noting after each call how all stands.

        `near` also watches for calls of its own functions near the inputs, the mark of a numerical difference, and an
        op is called on other inputs between (`_later`), as a model calls one op in every layer before any backward.
        `reused` has an op asked beforehand about other numbers in the very same arrays, as a loop does that fills them
        again and again. `serve` is the judge's end of calls that the drive makes meanwhile.
        """
        found = Observation()
        self.callback = callback
        if reuse_buffers and upstream is not None:
            self._warm_call(inputs, upstream)
        note = SnapshotTaker(inputs, upstream) if check_purity else None
        with contextlib.ExitStack() as watch:
            seen = watch.enter_context(trace_moved_inputs(inputs, self.files)) if trace_calls else []
            later = _second_inputs(inputs) if trace_calls and note and upstream is not None else None
            self._call_twice(found.calls, inputs, upstream, note, watch, later)
        found.moved_inputs = seen[0] if seen else ""
        return found

    def _call_twice(
        self,
        calls: list[CallResult],
        inputs: dict[str, Any],
        upstream: Any,
        note: SnapshotTaker | None,
        watch: contextlib.ExitStack,
        later: dict[str, Any] | None,
    ) -> None:
        call_result, returned = self._do("the forward" if self.is_op else "it", self._asked, *inputs.values())
        calls.append(note.after(call_result, returned) if note else call_result)
        if upstream is None or call_result.trouble or not _is_pair(call_result.returned, upstream):
            return
        another = self._interleaved_call(calls, note, self._asked, *later.values()) if later else None
        for again in (False, True) if note else (False,):
            call_result, gradients = self._do("backward", returned[1], upstream)
            watch.close()  # what the first call gave is judged; the second has to give the same
            calls.append(note.after(call_result, gradients) if note else call_result)
            if call_result.trouble:
                return
            if later and not again:
                back = another[1] if isinstance(another, tuple) and len(another) == 2 else None
                self._interleaved_call(calls, note, back, 3 * upstream)

    def _warm_call(self, inputs: dict[str, Any], upstream: np.ndarray) -> None:
        """Make a call, which may fail, while half of each number stands in the arrays, and put the numbers back."""
        arrays = [upstream, *(a for _, a in flatten(inputs) if isinstance(a, np.ndarray) and a.dtype.kind == "f")]
        numbers = [array.copy() for array in arrays]
        for array in arrays:
            array[...] /= 2
        _, returned = self._do("an earlier call", self._asked, *inputs.values())
        if isinstance(returned, tuple) and len(returned) == 2:
            self._do("an earlier call", returned[1], upstream)
        for array, number in zip(arrays, numbers, strict=True):
            array[...] = number

    def _interleaved_call(
        self, calls: list[CallResult], note: SnapshotTaker, function: Callable | None, *arguments: Any
    ) -> Any:
        """Make a call of which only what it does to others is judged: it may fail. Return what came of it."""
        _, returned = self._do("a later call", function, *arguments)
        calls.append(note.after(CallResult(), None))
        return returned

    def _asked(self, *inputs: Any) -> Any:
        """Call the answer, or let the exercise's own driver ask it."""
        if self.callback:
            return self.driver(self.function, *inputs, judge=self.callback)
        return self.driver(self.function, *inputs) if self.driver else self.function(*inputs)

    def _do(self, what: str, function: Callable, *arguments: Any) -> tuple[CallResult, Any]:
        """Call student code within its bounds; return what came of it, and the very thing that it returned."""
        try:
            with capture_output(self.printed), self.budget.spend(), np.errstate(all="ignore"):
                returned = function(*arguments)
                if inspect.iscoroutine(returned):
                    returned.close()  # it will not be waited for, and says so at our line of code if it is left
                return CallResult(to_plain(returned)), returned
        except KeyboardInterrupt:
            raise
        except NotImplementedError as error:
            return CallResult(trouble=str(error) or f"{self.name} is not written yet", unwritten=True), None
        except BaseException as error:
            return CallResult(trouble=f"{what} fails: {self.describe(error)}"), None


@contextlib.contextmanager
def _own_settings() -> Iterator[None]:
    """Keep what a file sets for itself from what the judge computes.

    Such as np.seterr(all="raise"), warnings as errors, a way to print arrays, or another limit of recursion.
    """
    depth = sys.getrecursionlimit()
    try:
        with np.errstate(), np.printoptions(), warnings.catch_warnings():
            yield
    finally:
        sys.setrecursionlimit(depth)


class SnapshotTaker:
    """Writes down after each deed how everything stands that the answer may not change."""

    def __init__(self, inputs: dict[str, Any], upstream: np.ndarray | None) -> None:
        self.inputs, self.upstream = inputs, upstream
        self.given = dict(flatten(inputs))
        self.returned: list[Any] = []

    def after(self, call_result: CallResult, returned: Any) -> CallResult:
        """Add the notes to a deed."""
        snapshot = dict(flatten(self.inputs))
        replaced_inputs = [
            str(name) for name in self.given | snapshot if snapshot.get(name) is not self.given.get(name)
        ]
        call_result.snapshot = Snapshot(
            to_plain(self.inputs), to_plain(self.upstream), [to_plain(r) for r in self.returned], replaced_inputs
        )
        self.returned.append(returned)
        return call_result


def _second_inputs(value: Any) -> Any:
    """Return inputs of the same shapes and of half the size."""
    if isinstance(value, dict):
        return {name: _second_inputs(inner) for name, inner in value.items()}
    return value / 2 if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value


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
