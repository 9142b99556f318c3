"""Find the call in which a piece goes wrong: replay every call of it in the reference's model on the student's."""

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
from grader.lab.blame.whole_models import Direction, Discrepancy
from grader.paths import SOLUTIONS
from grader.runner.captured_output import capture_output
from grader.runner.error_text import call_error
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
"""For (caller, piece): what each of the calls is for, in the order in which the reference's model makes them."""


@dataclass
class PieceCall:
    """One call of a piece in the reference's model: its inputs and results, and the call in which it was made.

    `nth` counts the calls of this piece in the same parent, from 0; `sample.upstream` is None where no backward was
    called.
    """

    piece: str
    parent: PieceCall | None
    nth: int
    sample: Sample

    @property
    def within(self) -> Iterator[PieceCall]:
        """This call and those around it, the innermost first."""
        call: PieceCall | None = self
        while call:
            yield call
            call = call.parent

    @property
    def block(self) -> int | None:
        """The block in which the call was made, counted from 0 as in params; None outside of the blocks."""
        return next((call.nth for call in self.within if call.piece == "transformer_block"), None)

    @property
    def role(self) -> str:
        """What the call is for, where its piece, or one around it, is called for several things; else ""."""
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
    """The calls of one run of the reference's model, and the same in the order in which their backwards were called."""

    calls: list[PieceCall] = field(default_factory=list)
    backwards: list[PieceCall] = field(default_factory=list)

    def of(self, name: str) -> list[PieceCall]:
        """Return the calls of one piece, in order."""
        return [call for call in self.calls if call.piece == name]


class RecordingTree(Tree):
    """The solutions, in which every call of every piece is recorded."""

    def __init__(self) -> None:
        super().__init__(SOLUTIONS)
        self.recording = Recording()
        self._stack: list[PieceCall] = []

    def exec_module(self, module: ModuleType) -> None:
        """Run one file, and replace the piece, which other files import by its name, by one that records."""
        super().exec_module(module)
        name = module.__name__.rpartition(".")[2]
        if piece := getattr(module, name, None):
            setattr(module, name, self._record(registry.entry(name), piece))

    def _record(self, exercise: Exercise, piece: Callable) -> Callable:
        def recorded(*arguments: Any, **named: Any) -> Any:
            inputs = inspect.signature(piece).bind(*arguments, **named).arguments
            parent = self._stack[-1] if self._stack else None
            nth = sum(other.parent is parent for other in self.recording.of(exercise.name))
            call = PieceCall(exercise.name, parent, nth, Sample(copy.deepcopy(dict(inputs))))
            self.recording.calls.append(call)
            self._stack.append(call)
            returned = piece(*arguments, **named)
            self._stack.pop()
            if not exercise.is_op:
                call.sample.outputs = {exercise.outputs[0]: np.array(returned)}
                return returned
            call.sample.outputs = {"output": np.array(returned[0])}
            return returned[0], self._record_backward(call, returned[1])

        return recorded

    def _record_backward(self, call: PieceCall, backward: Callable) -> Callable:
        def recorded(upstream: np.ndarray) -> dict[str, Any]:
            call.sample.upstream = np.array(upstream)
            gradients = backward(upstream)
            call.sample.gradients = {name: np.array(array) for name, array in flatten(gradients)}
            self.recording.backwards.append(call)
            return gradients

        return recorded


@cache
def record(model: Case) -> Recording:
    """Run one of the whole models on the solutions, forward and backward, and return every call of every piece."""
    tree = RecordingTree()
    name = whole_models.WHOLE_MODEL
    gpt2_loss = getattr(tree.load(whole_models.whole_model().part, name), name)
    with np.errstate(all="ignore"):
        _, backward = gpt2_loss(*whole_models.inputs(model).values())
        backward(whole_models.UPSTREAM.copy())
    return tree.recording


@dataclass(frozen=True)
class FaultyCall:
    """The first call in which a piece goes wrong, what is wrong there, and how many of its calls are wrong.

    `interleaved` says that each call is right by itself, and wrong where all forwards come before the first backward.
    """

    call: PieceCall
    discrepancy: Discrepancy
    wrong: int
    calls: int
    interleaved: bool


def find_faulty_call(submission: Submission, model: Case) -> FaultyCall | None:
    """Return the first call of a piece that goes wrong: the forwards in their order, then the backwards in theirs.

    `submission` is the student's piece on the reference's others. Each call is replayed by itself, and then all as a
    model makes them, every forward before the first backward: that shows what is kept where the next call writes.
    """
    recording = record(model)
    calls = recording.of(submission.exercise.name)
    for interleaved in (False, True):
        samples = _replay_interleaved(submission, recording, calls) if interleaved else _replay(submission, calls)
        discrepancies = {
            id(call): list(whole_models.compare_samples(sample, call.sample, model.rtol))
            for sample, call in zip(samples, calls, strict=True)
        }
        wrong = sum(map(bool, discrepancies.values()))
        for direction, order in ((Direction.FORWARD, calls), (Direction.BACKWARD, recording.backwards)):
            for call in order:
                for found in discrepancies.get(id(call), ()):  # none for a call of another piece
                    if found.direction is direction:
                        return FaultyCall(call, found, wrong, len(calls), interleaved)
    return None


def _replay(submission: Submission, calls: list[PieceCall]) -> list[Sample]:
    """Make each call by itself, its backward after it."""
    samples = []
    for call in calls:
        upstream = None if call.sample.upstream is None else call.sample.upstream.copy()
        samples.append(submission.ask(copy.deepcopy(call.sample.inputs), upstream, check_purity=True))
    return samples


def _replay_interleaved(submission: Submission, recording: Recording, calls: list[PieceCall]) -> list[Sample]:
    """Make all calls of an op in the model's order; what one call spoils of another is wrong in the other's sample.

    Calls of a function that has no backward are not replayed: their own samples are returned.
    """
    samples = [Sample(copy.deepcopy(call.sample.inputs), call.sample.upstream) for call in calls]
    if not submission.exercise.is_op:
        return [call.sample for call in calls]
    backward_order = [n for call in recording.backwards for n, other in enumerate(calls) if other is call]
    try:
        with capture_output(submission.printed), submission.runner.budget.spend(), np.errstate(all="ignore"):
            pairs = [submission.runner.function(*sample.inputs.values()) for sample in samples]
            for n in backward_order:
                gradients = pairs[n][1](calls[n].sample.upstream.copy())
                found = as_gradients(gradients, submission.exercise.gradients, samples[n].inputs)
                samples[n].gradients, samples[n].gradient_problems = found.arrays, found.problems
            for n, pair in enumerate(pairs):
                samples[n].outputs = {"output": as_array(pair[0], "the output")}
    except KeyboardInterrupt:
        raise
    except (Exception, SystemExit, OutOfTime, UnusableReturn) as error:
        samples[0].problem = call_failed(call_error(error, submission.runner.files, Step.BACKWARD))
        samples[1:] = [call.sample for call in calls[1:]]
    return samples
