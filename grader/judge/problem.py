"""Why a call gave nothing that can be compared, or broke a promise: as facts, each with its sentence.

The sentences stand here and in `broken_promises`, and nowhere else; code decides by `kind`, `step`, `target`, `got`
and `wanted`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from grader.runner.error_text import STEP_NAMES, describe_error
from grader.runner.observation import CallError, ErrorKind, Step


class ProblemKind(StrEnum):
    """What sort of problem it is."""

    NOT_WRITTEN = "not written"
    CALL_FAILED = "call failed"
    NO_ANSWER = "no answer"
    """The runner did not report what it was asked for."""
    WRONG_TYPE = "wrong type"
    WRONG_SHAPE = "wrong shape"
    WRONG_KEYS = "wrong keys"
    WRONG_ARGUMENTS = "wrong arguments"
    NOT_FINITE = "not finite"
    INPUT_CHANGED = "input changed"
    RETURN_CHANGED = "return changed"
    BACKWARD_DIFFERS = "backward differs"
    """A second call of one backward gives other gradients."""
    CALLS_DEPEND = "calls depend"
    """What a call gives depends on another call."""
    LAYOUT_DEPENDS = "layout depends"
    """What a call gives depends on where its arrays lie in memory."""
    DTYPE_DEPENDS = "dtype depends"
    """What a call gives depends on the dtype of its numbers."""
    SIZE_DEPENDS = "size depends"
    """What a part of a batch gives depends on how large the batch is."""
    NOT_REFUSED = "not refused"
    """A promised exception did not come."""
    PRINTS_TOO_MUCH = "prints too much"
    NOT_ASKED = "not asked"
    """An earlier call took all the time."""


@dataclass(frozen=True)
class Problem:
    """One problem: its sentence, and the facts that it is made of.

    `target` is how the sentence calls the array ("the output", "the gradient of W"); `got` and `wanted` are what the
    kind compares, such as two shapes. `error` is the failed call's.
    """

    kind: ProblemKind
    text: str
    step: Step | None = None
    target: str = ""
    got: Any = None
    wanted: Any = None
    error: CallError | None = None

    def __str__(self) -> str:
        return self.text

    @property
    def cause(self) -> Any:
        """What two answers that fail alike have in common: all but the place where an exception stood."""
        return (self.kind, self.error.cause) if self.error else (self.kind, self.text)

    @property
    def in_backward(self) -> bool:
        """Whether it shows in a backward, and not in the forward before it."""
        return self.step is not None and self.step.is_backward


def call_failed(error: CallError) -> Problem:
    """A call raised, was stopped, or is a stub. A driver's facts say which shapes do not agree, if that is it."""
    kind = ProblemKind.NOT_WRITTEN if error.kind is ErrorKind.NOT_WRITTEN else ProblemKind.CALL_FAILED
    facts = error.facts
    return Problem(
        kind,
        describe_error(error),
        error.step,
        str(facts.get("target", "")),
        facts.get("got"),
        facts.get("wanted"),
        error,
    )


def no_answer(what: str, step: Step) -> Problem:
    """The runner's reply lacks something."""
    return Problem(ProblemKind.NO_ANSWER, f"{STEP_NAMES[step]}{what}", step)


def not_asked(earlier: Problem) -> Problem:
    """A call that was not made, since an earlier one was stopped when the time was up."""
    text = f"not asked, since a call before it took all the time: {earlier.text}"
    return replace(earlier, kind=ProblemKind.NOT_ASKED, text=text)


def is_none(target: str) -> Problem:
    """An array is None."""
    return Problem(ProblemKind.WRONG_TYPE, f"{target} is None: is a return missing?", target=target)


def wrong_dtype(target: str, dtype: object) -> Problem:
    """An array of objects, of text, of complex numbers."""
    text = f"{target} has dtype {dtype}; wanted real numbers (float64)"
    return Problem(ProblemKind.WRONG_TYPE, text, target=target, got=str(dtype))


def wrong_type(target: str, kind: str) -> Problem:
    """Something else than an array."""
    return Problem(ProblemKind.WRONG_TYPE, f"{target} is a {kind}; wanted a NumPy array", target=target, got=kind)


def no_pair(came: str) -> Problem:
    """An op that does not return `(output, backward)`."""
    text = f"return (output, backward), a pair; what came is {came}"
    return Problem(ProblemKind.WRONG_TYPE, text, Step.FORWARD, got=came)


def wrong_outputs(names: Sequence[str], came: str) -> Problem:
    """A function of several outputs that does not return as many."""
    text = f"return a tuple ({', '.join(names)}); what came is {came}"
    return Problem(ProblemKind.WRONG_TYPE, text, Step.CALL, got=came)


def no_gradients(came: str, names: Sequence[str]) -> Problem:
    """A backward that does not return a dict."""
    text = f"backward returns {came}; wanted a dict with the key{'s' * (len(names) > 1)} {_quoted(names)}"
    return Problem(ProblemKind.WRONG_KEYS, text, Step.BACKWARD)


def missing_keys(missing: Sequence[str], wanted: Sequence[str], came: Sequence[str]) -> Problem:
    """A backward's dict without a gradient that is asked for; `came` are all its keys."""
    has = f"it has {_quoted(came)}" if came else "it is empty"
    text = f"backward's dict has no key {_quoted(missing)}: {has}"
    return Problem(ProblemKind.WRONG_KEYS, text, Step.BACKWARD, got=tuple(missing), wanted=tuple(wanted))


def extra_keys(extra: Sequence[str], wanted: Sequence[str]) -> Problem:
    """A backward's dict with a gradient that is not asked for."""
    text = f"backward's dict has a key too many, {_quoted(extra)}; wanted {_quoted(wanted)}"
    return Problem(ProblemKind.WRONG_KEYS, text, Step.BACKWARD, got=tuple(extra), wanted=tuple(wanted))


def wrong_output_shape(
    target: str, got: tuple[int, ...], wanted: tuple[int, ...], inputs: str = "", step: Step | None = None
) -> Problem:
    """An output of another shape; `inputs` lists the shapes of the inputs where they help."""
    text = f"{target} has shape {got}; wanted {wanted}"
    if inputs:
        text = f"{target} has shape {got}, wanted {wanted} for inputs of shapes {inputs}"
    return Problem(ProblemKind.WRONG_SHAPE, text, step or Step.FORWARD, target, got, wanted)


def other_outcome(target: str, got: str, wanted: str) -> Problem:
    """Arrays where an error is wanted, or the other way round; `got` and `wanted` say which in words."""
    return Problem(ProblemKind.WRONG_SHAPE, f"{target}: wanted {wanted}, got {got}", None, target, got, wanted)


def error_wanted(wanted: str, instead: Problem) -> Problem:
    """A call that fails, where an error of another type is wanted."""
    return replace(instead, text=f"wanted {wanted}; {instead.text}")


def wrong_gradient_shape(name: str, got: tuple[int, ...], wanted: tuple[int, ...]) -> Problem:
    """A gradient that has not its input's shape."""
    text = f"the gradient of {name} has shape {got}; wanted {wanted}, the shape of {name}"
    return Problem(ProblemKind.WRONG_SHAPE, text, Step.BACKWARD, f"the gradient of {name}", got, wanted)


def shapes_do_not_fit(identity: str, error: Exception) -> Problem:
    """Arrays of an identity that NumPy cannot combine."""
    return Problem(ProblemKind.WRONG_SHAPE, f"{identity}: shapes do not fit ({error})")


def not_finite(entry: str, value: float, *, edge: bool = False) -> Problem:
    """NaN or infinity where a finite number is wanted; `entry` names the place: "the gradient of x[0, 1]"."""
    where = "where a finite number is wanted" if edge else "on ordinary numbers"
    return Problem(ProblemKind.NOT_FINITE, f"{entry} is {value}, {where}", target=entry, got=value)


def changed(step: Step, *, returned: bool, what: str) -> Problem:
    """A call that changed its inputs, or what was returned before; `what` says which array, and how."""
    kind = ProblemKind.RETURN_CHANGED if returned else ProblemKind.INPUT_CHANGED
    thing = "what was returned before" if returned else "its input"
    return Problem(kind, f"{STEP_NAMES[step]} changes {thing}: {what}", step)


def backward_differs(name: str) -> Problem:
    """Two calls of one backward on one upstream gradient that give two gradients."""
    text = f"backward called twice gives two gradients of {name}: it keeps state between calls"
    return Problem(ProblemKind.BACKWARD_DIFFERS, text, Step.SECOND_BACKWARD, f"the gradient of {name}")


def prints_too_much(count: int) -> Problem:
    """An answer that prints without end."""
    return Problem(ProblemKind.PRINTS_TOO_MUCH, f"it prints {count:,} characters; take the prints out", got=count)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in names[:8]) + (", …" if len(names) > 8 else "")
