"""What makes the difference between two measured ops, each remark borne out by counts or bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import prod

from grader.lab.quality.measure import Measured
from grader.lab.quality.traced_array import COPIES, Trace

JACOBIAN_MARGIN = 3
"""How many times the entries of the solution's largest array a square array has that is called a Jacobian."""

LOOP_CALLS, LOOP_MARGIN = 5, 4
"""How often one call is come to in a loop, and how many times as often as the solution's busiest call."""

MORE, LESS = 1.5, 0.7
"""Shares of the solution's temporaries or bytes from which an op has clearly more, or clearly fewer."""


class Group(StrEnum):
    """How much a remark matters."""

    ESSENTIAL = "essential"
    WORTH_KNOWING = "worth knowing"
    WELL_DONE = "well done"


@dataclass(frozen=True)
class Remark:
    """One remark: its kind, group, sentence, and the line of the file (0 for none)."""

    kind: str
    group: Group
    text: str
    line: int = 0


def remarks(mine: Measured, solution: Measured, entries: int) -> list[Remark]:
    """Return what can truly be said; `entries` is how many the larger of output and inputs has."""
    found: list[Remark] = []
    if mine.trace and solution.trace and solution.trace.complete:  # else the solution's counts may be too low
        # Where the solution scatters, its one call goes entry by entry in C: a loop over whole rows may be the quicker.
        scatters = any(call.name.endswith(".at") for call in solution.trace.calls)
        loops = [] if scatters else _loop(mine.busiest, solution.busiest[1])
        found = [*_jacobian(mine.trace, solution.trace), *loops]
        if not found:
            found = [*_copies(mine.trace, solution.trace, entries)] or [
                *_temporaries(mine.trace, solution.trace, entries)
            ]
        found += _powers(mine.trace, solution.trace, entries)
    if solution.keeps_float32 and mine.keeps_float32 is False:
        text = "float32 inputs come back as float64, at twice the bytes."
        found.append(Remark("float32-lost", Group.WORTH_KNOWING, text))
    return found


def _jacobian(mine: Trace, solution: Trace) -> Iterator[Remark]:
    usual = prod(solution.largest.shape) if solution.largest else 1
    square = [c for c in mine.calls if c.new and len(c.shape) > 1 and c.shape[-1] == c.shape[-2] > 1]
    made = max(square, key=lambda call: prod(call.shape), default=None)
    if made and prod(made.shape) >= JACOBIAN_MARGIN * usual:
        text = (
            f"an array of shape {made.shape} is built, {prod(made.shape)} entries, where the solution's largest has "
            f"{usual}. It grows with the square of the row; the gradient needs only its product with the upstream one."
        )
        yield Remark("jacobian", Group.ESSENTIAL, text, made.line)


def _loop(busiest: tuple[int, int], usual: int) -> Iterator[Remark]:
    line, calls = busiest
    if calls >= LOOP_CALLS and calls >= LOOP_MARGIN * usual:
        text = (
            f"one array call on this line is made {calls} times, one after another; none of the solution's is made "
            f"more than {max(usual, 1)} time(s). One call on the whole array does the loop in C."
        )
        yield Remark("python-loop", Group.ESSENTIAL, text, line)


def _copies(mine: Trace, solution: Trace, entries: int) -> Iterator[Remark]:
    copies = [c for c in mine.calls if c.name in COPIES and c.new and prod(c.shape) * 2 >= entries]
    usual = sum(c.name in COPIES and c.new > 0 for c in solution.calls)
    if len(copies) > usual and mine.moved > solution.moved:
        text = (
            f"{len(copies)} whole array(s) are copied by {copies[0].name}; the solution copies {usual}. Where nothing "
            "is written into it, the array itself or a view does."
        )
        yield Remark("copy", Group.WORTH_KNOWING, text, copies[0].line)


def _temporaries(mine: Trace, solution: Trace, entries: int) -> Iterator[Remark]:
    size = max(1, entries // 2)
    ours, theirs = mine.temporaries(size), solution.temporaries(size)
    if ours >= MORE * theirs and ours >= theirs + 2:
        text = f"{ours} new arrays of the inputs' size are made, where the solution makes {theirs}."
        yield Remark("temporaries", Group.WORTH_KNOWING, text)
    elif mine.complete and ours <= LESS * theirs and ours <= theirs - 2 and mine.moved <= solution.moved:
        text = f"{ours} new arrays of the inputs' size are made, where the solution makes {theirs}."
        yield Remark("few-temporaries", Group.WELL_DONE, text)


def _powers(mine: Trace, solution: Trace, entries: int) -> Iterator[Remark]:
    def whole(trace: Trace) -> list:
        powers = [c for c in trace.calls if c.power is not None and c.power >= 3 and c.power == int(c.power)]
        return [c for c in powers if 2 * prod(c.shape) >= entries]  # of one number for each row it costs nothing

    if whole(mine) and not whole(solution):
        call = whole(mine)[0]
        power = int(call.power)
        text = f"an array is raised to the power {power} by np.power; the solution has no such call."
        yield Remark("power", Group.WORTH_KNOWING, text, call.line)
