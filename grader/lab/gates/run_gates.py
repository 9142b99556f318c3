"""Run gates in order, up to the first that does not pass."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Iterator, Sequence

from threadpoolctl import threadpool_limits

from grader.lab.gates.gate import Gate, GateFailure, GateResult, GateRow, GateState
from grader.lab.gates.gate_context import TEXT, GateContext
from grader.lab.model.piece_set import PieceSource
from grader.lab.model.resolve_pieces import not_passed, with_prerequisites
from grader.paths import installing

WITHOUT_TORCH = f"this gate compares with PyTorch, which is not installed: {installing('oracle')} brings it"
WITHOUT_DATA = f"this gate trains on {TEXT}: name its folder by --data FOLDER, or by the environment variable GPT2_DATA"

STANDINGS = {"unwritten": "not written yet", "failed": "not passed"}


def run_gates(gates: Sequence[Gate], context: GateContext) -> Iterator[GateRow]:
    """Run gates in order and yield a row for each; after the first that does not pass, the others are not reached."""
    stopped = False
    for gate in gates:
        if gate.run is None:
            yield GateRow(gate, GateState.SKIPPED, gate.skip_reason)
        elif stopped:
            yield GateRow(gate, GateState.NOT_REACHED)
        else:
            row = _run(gate, context)
            stopped = row.state is not GateState.PASSED
            yield row


def _run(gate: Gate, context: GateContext) -> GateRow:
    if lock := _lock(gate, context):
        return GateRow(gate, GateState.LOCKED, error=lock)
    if obstacle := _obstacle(gate, context):
        return GateRow(gate, GateState.CANNOT_RUN, error=obstacle)
    context.on_progress(gate.name, 0, 0)
    start = time.perf_counter()
    result = _result(gate, context)
    seconds = time.perf_counter() - start
    state = GateState.PASSED if result.passed else GateState.FAILED
    made_of = with_prerequisites(*gate.pieces)
    borrowed = tuple(name for name in made_of if name in context.pieces.borrowed)
    return GateRow(
        gate, state, result.figure, result.details, result.error, result.numbers, seconds, len(made_of), borrowed
    )


def _result(gate: Gate, context: GateContext) -> GateResult:
    """Run a gate; what goes wrong at a line of the pieces fails it, and other exceptions are raised."""
    # One core for NumPy and one for PyTorch. With two threads for products as small as these little is won on an idle
    # machine, and on a busy one they wait for each other ten times as long as they work.
    with threadpool_limits(1):
        try:
            return gate.run(context)
        except GateFailure as failure:
            return GateResult(False, "it fails", error=str(failure))
        except Exception as error:
            if not (message := context.pieces.explain(error)):
                raise
            return GateResult(False, "it fails", error=message)


def _lock(gate: Gate, context: GateContext) -> str:
    """Say which of a student's exercises keep a gate locked; "" where none does, and for the solutions.

    Those that the pieces were resolved with have passed, or are borrowed.
    """
    if context.pieces.source is PieceSource.SOLUTIONS:
        return ""
    context.on_progress(f"{gate.name}: looking at your exercises", 0, 0)
    asked = [name for name in with_prerequisites(*gate.pieces) if name not in context.pieces.names]
    missing = not_passed(context.pieces.tree.root, asked)
    if not missing:
        return ""
    names = ", ".join(f"{name} ({STANDINGS[state]})" for name, state in missing.items())
    count = "1 exercise that has" if len(missing) == 1 else f"{len(missing)} exercises that have"
    return (
        f"it is made of {count} not passed: {names}. Solve what is missing (`grader` says which is next); --borrow "
        "takes the reference for it, and says so; --solutions shows the gate at work on the solutions."
    )


def _obstacle(gate: Gate, context: GateContext) -> str:
    """Say what a gate needs that is not there, or return ""."""
    if gate.needs_torch and importlib.util.find_spec("torch") is None:
        return WITHOUT_TORCH
    if gate.needs_data and context.data is None:
        return WITHOUT_DATA
    if gate.needs_data and not (context.data / TEXT).is_file():
        return f"{context.data} has no {TEXT}: --data names the folder that has it"
    return ""


def exit_code(rows: Sequence[GateRow]) -> int:
    """Return 0 where every gate that can be run here passed, 2 where one cannot run for want of something, else 1."""
    states = {row.state for row in rows}
    if states & {GateState.FAILED, GateState.LOCKED}:
        return 1
    return 2 if GateState.CANNOT_RUN in states or GateState.PASSED not in states else 0
