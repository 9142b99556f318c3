"""What a gate is, and what may come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from grader.lab.gates.gate_context import GateContext


class GateFailure(Exception):
    """Raised in a gate that fails for a reason that no figure shows; the message says it."""


class GateState(StrEnum):
    """What came of a gate; the values stand in gates.json."""

    PASSED = "passed"
    FAILED = "failed"
    LOCKED = "locked"
    """An exercise that the gate calls has not passed."""
    CANNOT_RUN = "cannot run"
    """PyTorch or the data is not there."""
    SKIPPED = "not run here"
    NOT_REACHED = "not reached"
    """A gate before it did not pass."""


@dataclass(frozen=True)
class GateResult:
    """What a gate found: `figure`, to be read next to the published one, what it counts, and what is wrong or "".

    `numbers` holds what the table is too narrow for, in types that JSON has.
    """

    passed: bool
    figure: str
    details: str = ""
    error: str = ""
    numbers: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Gate:
    """One gate. `pieces` are the exercises that `run` calls. A gate without `run` is always skipped, with its reason.

    `has_curve` says that its numbers are a training curve, which can be drawn.
    """

    name: str
    published: str
    pieces: tuple[str, ...] = ()
    run: Callable[[GateContext], GateResult] | None = None
    needs_torch: bool = False
    needs_data: bool = False
    has_curve: bool = False
    skip_reason: str = ""


@dataclass(frozen=True)
class GateRow:
    """One row of the table: a gate, its state, and where it ran, the fields of its result.

    `pieces` says of how many exercises a gate that ran is made, `borrowed` in which of them the reference's stand.
    """

    gate: Gate
    state: GateState
    figure: str = ""
    details: str = ""
    error: str = ""
    numbers: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    pieces: int = 0
    borrowed: tuple[str, ...] = ()
