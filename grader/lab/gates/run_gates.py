"""What a gate is, what may come of it, and how all are run: in order, up to the first that does not pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from threadpoolctl import threadpool_limits

from grader.lab.model.piece_set import GateFailure

if TYPE_CHECKING:
    from grader.lab.gates.gate_context import GateContext

PASSED, FAILED = "passed", "failed"
LOCKED = "locked"
"""An exercise that the gate is made of has not passed."""
CANNOT_RUN = "cannot run"
"""PyTorch or the data is not there."""
NOT_RUN = "not run here"
NOT_REACHED = "not reached"


@dataclass(frozen=True)
class GateResult:
    """What a gate found: `figure` beside the published one, what it is made of, and what is wrong where it failed.

    `numbers` is what the table is too narrow for, as JSON takes it.
    """

    passed: bool
    figure: str
    composition: str = ""
    trouble: str = ""
    numbers: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Gate:
    """One gate. `pieces` are the exercises that it calls; a gate without `run` is never run, and `why` says why."""

    name: str
    published: str
    pieces: tuple[str, ...] = ()
    run: Callable[[GateContext], GateResult] | None = None
    torch: bool = False
    data: bool = False
    why: str = ""


@dataclass(frozen=True)
class GateRow:
    """One line of the table."""

    gate: Gate
    state: str
    figure: str = ""
    composition: str = ""
    trouble: str = ""
    numbers: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


def run(gates: Sequence[Gate], context: GateContext) -> Iterator[GateRow]:
    """Run gates in order and yield a row for each; behind the first that does not pass nothing is run."""
    stopped = False
    for gate in gates:
        if gate.run is None:
            yield GateRow(gate, NOT_RUN, gate.why)
        elif stopped:
            yield GateRow(gate, NOT_REACHED)
        else:
            row = _run(gate, context)
            stopped = row.state != PASSED
            yield row


def _run(gate: Gate, context: GateContext) -> GateRow:
    if missing := context.missing(gate):
        return GateRow(gate, LOCKED, trouble=missing)
    if lacking := context.lacking(gate):
        return GateRow(gate, CANNOT_RUN, trouble=lacking)
    # One core for NumPy, one for PyTorch beside it. Two threads for products as small as these win little where the
    # machine is idle, and wait for each other ten times as long as they work where it is not.
    with context.timed(gate.name) as clock, threadpool_limits(1):
        try:
            result = gate.run(context)
        except GateFailure as failure:
            result = GateResult(False, "it fails", trouble=str(failure))
        except Exception as error:
            if not (words := context.own.blame(error)):
                raise
            result = GateResult(False, "it fails", trouble=words)
    state = PASSED if result.passed else FAILED
    return GateRow(gate, state, result.figure, result.composition, result.trouble, result.numbers, clock.seconds)


def exit_code(rows: Sequence[GateRow]) -> int:
    """Return 0 where every gate that can be run here passed, 2 where one cannot run for want of something, else 1."""
    states = {row.state for row in rows}
    if FAILED in states or LOCKED in states:
        return 1
    return 2 if CANNOT_RUN in states or PASSED not in states else 0
