"""What one request to an answer brings back: raw values and facts, of which the judge makes something.

No sentence is made here that anybody decides by: what went wrong is a `CallError`, which `error_text` puts into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Step(StrEnum):
    """Which call of an answer it was."""

    CALL = "call"
    """Of a plain function, or of a class by its driver."""
    FORWARD = "forward"
    BACKWARD = "backward"
    SECOND_BACKWARD = "second backward"
    OTHER_BACKWARD = "other backward"
    """Of the same forward, on another upstream gradient."""

    @property
    def is_backward(self) -> bool:
        """Whether it was a call of a backward."""
        return self in (Step.BACKWARD, Step.SECOND_BACKWARD, Step.OTHER_BACKWARD)


class ErrorKind(StrEnum):
    """Why a call gave nothing."""

    NOT_WRITTEN = "not written"
    """A stub's NotImplementedError."""
    RAISED = "raised"
    TOLD = "told"
    """By a driver, in a sentence of its own on what came: no line of the student's raised it."""
    REFUSED = "refused"
    """The grader's own refusal of a file, in words."""
    TIMEOUT = "timeout"
    RECURSION = "recursion"
    EXIT = "exit"
    PROCESS_ENDED = "process ended"
    """In the sandbox: it ended, was killed, or did not keep to the protocol."""


@dataclass
class CallError:
    """Why a call gave nothing, as facts.

    `message` is the exception's own text in one line, `exception` its type's name, `bases` those of the types that it
    is derived from; `file`, `line` and `code` are the last line of the judged file in its traceback, and `raised_file`,
    `raised_line` and `raised_code` the one that raised it, where that is another: of a piece that it imports (else of
    any of the student's), or of a library, whose code is not quoted. `owner` and `attribute` are an AttributeError's.
    `facts` are what an exercise's driver attached to the exception that it raised, such as the two shapes that do not
    agree.
    """

    kind: ErrorKind
    message: str = ""
    step: Step | None = None
    exception: str = ""
    bases: list[str] = field(default_factory=list)
    file: str = ""
    line: int = 0
    code: str = ""
    raised_file: str = ""
    raised_line: int = 0
    raised_code: str = ""
    owner: str = ""
    attribute: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def out_of_time(self) -> bool:
        """Whether its time was up: by the judge's budget, or by pytest-timeout, which raises Failed."""
        return self.kind is ErrorKind.TIMEOUT or (self.kind is ErrorKind.RAISED and self.exception == "Failed")

    @property
    def cause(self) -> tuple:
        """All but the place: two answers that fail alike have it in common.

        Where the message has a figure that is never twice the same, such as bytes, what was `measured` stands for it.
        What a `raise` of the student's says is as everybody words it.
        """
        own_words = self.code.startswith("raise ") and not self.raised_file
        return self.kind, self.step, self.exception, "" if own_words else self.facts.get("measured", self.message)


@dataclass
class Snapshot:
    """Everything that an answer may not change, as it stood after a call, and which inputs were replaced by others.

    `inputs` is nested as they were given; `returned` holds what the earlier calls returned, in their order.
    """

    inputs: dict[str, Any]
    upstream: Any
    returned: list[Any]
    replaced_inputs: list[str]


@dataclass
class CallResult:
    """One call: what it returned, or why it gave nothing; with a snapshot where purity is checked."""

    returned: Any = None
    error: CallError | None = None
    snapshot: Snapshot | None = None


class TraceKind(StrEnum):
    """What the trace of an answer's calls found."""

    WATCH_ENDED = "watch ended"
    COMPLEX = "complex numbers"
    COMPLEX_STEP = "complex step"
    MORE_DIGITS = "more digits"
    """Numbers of more digits than float64 has: `function` computes with the type `argument`."""
    MOVED_A_LITTLE = "moved a little"
    MOVED_IN_TWO_WAYS = "moved in two ways"


@dataclass
class TraceFinding:
    """A sign of a numerical difference: `function` was called with the input `argument` moved, or the trace was ended.

    Of a trace that was ended, `function` is the call that did it, or "".
    """

    kind: TraceKind
    function: str = ""
    argument: str = ""


@dataclass
class Observation:
    """The forward's call, then the backward's calls where they were asked for; `trace` is the first finding, if any.

    `widened_at` is the line of the judged file that made a float64 array of float32 ones, 0 where none was seen.
    `peak_bytes` is the memory that the calls took together, where it was measured.
    """

    calls: list[CallResult] = field(default_factory=list)
    trace: TraceFinding | None = None
    widened_at: int = 0
    peak_bytes: int = 0


@dataclass
class Loaded:
    """What stands in an exercise's file: its function's kind and parameters, what was worked by hand, and the formulas.

    `function` is None where there is none of that name, `parameters` where it does not say which it takes: each is a
    name, its kind (`inspect.Parameter`'s) and whether it has a default. `files` lists the texts that were loaded by
    their keys, "partNN_topic.NAME"; `replaced` are the names of NumPy's, of math's and Python's own in whose place the
    file puts others. `error` says why the file cannot be used, or is "".
    """

    function: Any = None
    parameters: list[tuple[str, int, bool]] | None = None
    by_hand: Any = None
    formula: Any = None
    files: list[str] = field(default_factory=list)
    replaced: str = ""
    error: str = ""
