"""Where a guilty piece goes wrong: every call of it in the reference's model, put to the student's piece."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

from grader.course import registry
from grader.course.spec import Case, Exercise
from grader.errors import OutOfTime
from grader.judge.problem import call_failed
from grader.judge.return_values import UnusableReturn, as_array, as_gradients
from grader.judge.sample import Sample
from grader.judge.submission import Submission
from grader.lab.blame import whole_models
from grader.lab.blame.whole_models import Discrepancy
from grader.paths import SOLUTIONS
from grader.runner.error_text import call_error
from grader.runner.limits import capture_output
from grader.runner.observation import Step
from grader.runner.tree import Tree
from reference.naming import flatten

ROLES = {
    ("gpt2_loss", "layer_norm"): ("lnf",),
    ("transformer_block", "layer_norm"): ("ln1", "ln2"),
    ("transformer_block", "linear"): ("W1", "W2"),
    ("multi_head_attention", "linear"): ("W_attn", "W_proj"),
    ("multi_head_attention", "split_heads"): ("Q", "K", "V"),
}
"""What the calls of one piece in another are for, in the order in which the reference's model makes them."""


@dataclass
class PieceCall:
    """One call of a piece in the reference's model: what it was given, what it gave, and in which call it was made.

    `nth` counts the calls of this piece in the same parent, from 0; `sample` has no upstream where there is no
    backward.
    """

    piece: str
    parent: PieceCall | None
    nth: int
    sample: Sample

    @property
    def within(self) -> Iterator[PieceCall]:
        """This call and those in which it was made, the innermost first."""
        call: PieceCall | None = self
        while call:
            yield call
            call = call.parent

    @property
    def block(self) -> int | None:
        """The number of the block in which the call was made, from 0 as in params; None outside of the blocks."""
        return next((call.nth for call in self.within if call.piece == "transformer_block"), None)

    @property
    def role(self) -> str:
        """What the call is for, where its piece, or the one that made it, is called for several things; or ""."""
        for call in self.within:
            key = (call.parent.piece if call.parent else "", call.piece)
            if key in ROLES:
                return ROLES[key][call.nth]
        return ""

    @property
    def place(self) -> str:
        """The call in words: "block 2, layer_norm (ln1)"."""
        block = "" if self.block is None else f"block {self.block}, "
        return f"{block}{self.piece}" + (f" ({self.role})" if self.role else "")


@dataclass
class Recording:
    """The calls of one run of the reference's model, and the order in which their backwards were called."""

    calls: list[PieceCall] = field(default_factory=list)
    backwards: list[PieceCall] = field(default_factory=list)

    def of(self, name: str) -> list[PieceCall]:
        """Return the calls of one piece, in the order of the forward."""
        return [call for call in self.calls if call.piece == name]


class _Recorder(Tree):
    """The solutions, each of which writes down every call of itself."""

    def __init__(self) -> None:
        super().__init__(SOLUTIONS)
        self.recording = Recording()
        self._open: list[PieceCall] = []

    def exec_module(self, module: ModuleType) -> None:
        """Run one file, and let the name that others import from it stand for the piece that is watched."""
        super().exec_module(module)
        name = module.__name__.rpartition(".")[2]
        if piece := getattr(module, name, None):
            setattr(module, name, self._watched(registry.entry(name), piece))

    def _watched(self, exercise: Exercise, piece: Callable) -> Callable:
        def call(*arguments: Any, **named: Any) -> Any:
            given = inspect.signature(piece).bind(*arguments, **named).arguments
            parent = self._open[-1] if self._open else None
            nth = sum(c.parent is parent for c in self.recording.of(exercise.name))
            opened = PieceCall(exercise.name, parent, nth, Sample(copy.deepcopy(dict(given))))
            self.recording.calls.append(opened)
            self._open.append(opened)
            returned = piece(*arguments, **named)
            self._open.pop()
            if not exercise.is_op:
                opened.sample.outputs = {exercise.outputs[0]: np.array(returned)}
                return returned
            opened.sample.outputs = {"output": np.array(returned[0])}
            return returned[0], self._watched_backward(opened, returned[1])

        return call

    def _watched_backward(self, call: PieceCall, backward: Callable) -> Callable:
        def pull(upstream: np.ndarray) -> dict[str, Any]:
            call.sample.upstream = np.array(upstream)
            gradients = backward(upstream)
            call.sample.gradients = {name: np.array(array) for name, array in flatten(gradients)}
            self.recording.backwards.append(call)
            return gradients

        return pull


@cache
def recording(tried: Case) -> Recording:
    """Return what every piece of the reference's model was given and gave in one run of a model."""
    tree = _Recorder()
    whole = getattr(tree.load(whole_models.whole().part, whole_models.WHOLE), whole_models.WHOLE)
    with np.errstate(all="ignore"):
        _, backward = whole(*whole_models.inputs(tried).values())
        backward(whole_models.UPSTREAM.copy())
    return tree.recording


@dataclass(frozen=True)
class FaultyCall:
    """The first call in which a piece goes wrong, its first fault there, and in how many of its calls it does.

    `together` says that each call is right by itself.
    """

    call: PieceCall
    fault: Discrepancy
    wrong: int
    calls: int
    together: bool


def where(submission: Submission, tried: Case) -> FaultyCall | None:
    """Return the first call of a piece that goes wrong: the forwards in their order, then the backwards in theirs.

    `subject` is the student's piece on the reference's own. Each call is tried by itself, and then all together as a
    model makes them, every forward before the first backward: that finds what is kept where the next call writes.
    """
    kept = recording(tried)
    calls = kept.of(submission.exercise.name)
    for together in (False, True):
        got = _together(submission, kept, calls) if together else [_ask(submission, call) for call in calls]
        faults = [
            list(whole_models.differing(sample, call.sample, tried.rtol))
            for sample, call in zip(got, calls, strict=True)
        ]
        wrong = sum(map(bool, faults))
        for direction, order in (("forward", calls), ("backward", kept.backwards)):
            for call in order:
                at = next((fault for fault in _of(faults, calls, call) if fault.direction == direction), None)
                if at:
                    return FaultyCall(call, at, wrong, len(calls), together)
    return None


def _of(faults: list[list[Discrepancy]], calls: list[PieceCall], call: PieceCall) -> list[Discrepancy]:
    """Return the faults of one call; none for a call of another piece."""
    return next((found for other, found in zip(calls, faults, strict=True) if other is call), [])


def _ask(submission: Submission, call: PieceCall) -> Sample:
    upstream = None if call.sample.upstream is None else call.sample.upstream.copy()
    return submission.ask(copy.deepcopy(call.sample.inputs), upstream, check_purity=True)


def _together(submission: Submission, kept: Recording, calls: list[PieceCall]) -> list[Sample]:
    """Make all calls of an op as the model does; what one call spoils of another shows in its sample."""
    samples = [Sample(copy.deepcopy(call.sample.inputs), call.sample.upstream) for call in calls]
    if not submission.exercise.is_op:
        return [call.sample for call in calls]
    order = [n for call in kept.backwards for n, other in enumerate(calls) if other is call]
    try:
        with capture_output(submission.printed), submission.runner.budget.spend(), np.errstate(all="ignore"):
            pairs = [submission.runner.function(*sample.inputs.values()) for sample in samples]
            for n in order:
                gradients = pairs[n][1](calls[n].sample.upstream.copy())
                samples[n].gradients = as_gradients(gradients, submission.exercise.gradients, samples[n].inputs)
            for n, pair in enumerate(pairs):
                samples[n].outputs = {"output": as_array(pair[0], "the output")}
    except KeyboardInterrupt:
        raise
    except (Exception, SystemExit, OutOfTime, UnusableReturn) as error:
        samples[0].problem = call_failed(call_error(error, submission.runner.files, Step.BACKWARD))
        samples[1:] = [call.sample for call in calls[1:]]
    return samples
