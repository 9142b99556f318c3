"""Measure a figure: each side in a process of its own, asked in rounds, so that a machine whose speed drifts slows all.

Two numeric libraries in one process take each other's processors, so no two sides share one. The order in a round is
drawn, so that none comes always after the same other; where the rounds disagree, more are taken.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bench.figure import MEDIAN, WORST, Figure, Goal
from bench.machine import PINS, THREADS
from bench.ratio import Ratio, ratio
from grader.errors import GraderError
from grader.paths import COURSE

Progress = Callable[[str], None]

COUNTED = {"": sum, MEDIAN: statistics.median, WORST: max}

MORE = 3
"""Times the rounds of a figure that are taken at most, while a ratio with a goal is noisy."""


@dataclass
class Measured:
    """What one side came to: the seconds of every round by entry, its peak memory in bytes, what it ran on.

    `missing` says why there is nothing.
    """

    rounds: list[dict[str, float]] = field(default_factory=list)
    peak: int = 0
    libraries: str = ""
    missing: str = ""

    @property
    def totals(self) -> list[float]:
        """The seconds of each round, all its entries together."""
        return self.rounds_of("")

    def rounds_of(self, entry: str) -> list[float]:
        """Return the seconds of each round of what a goal is about; see `Goal.entry`."""
        if len(self.rounds[0]) == 1:
            return [sum(entries.values()) for entries in self.rounds]
        if entry in COUNTED:
            return [COUNTED[entry](entries.values()) for entries in self.rounds]
        return [entries[entry] for entries in self.rounds]

    @property
    def seconds(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.totals)

    @property
    def least(self) -> float:
        """The shortest round."""
        return min(self.totals)

    @property
    def entries(self) -> dict[str, float]:
        """The median seconds of each entry."""
        return {name: statistics.median(entries[name] for entries in self.rounds) for name in self.rounds[0]}

    @property
    def extremes(self) -> dict[str, float]:
        """The median and the worst of these."""
        return {MEDIAN: statistics.median(self.entries.values()), WORST: max(self.entries.values())}


@dataclass(frozen=True)
class Setting:
    """The variables that choose OpenBLAS's kernel while measuring: left out, or as they are set."""

    label: str
    pins: Mapping[str, str]


def settings() -> list[Setting]:
    """Return the environments to measure in: without the kernel pinned, and where it is pinned, as it is."""
    pins = {name: os.environ[name] for name in PINS if name in os.environ}
    if not pins:
        return [Setting(f"{' and '.join(PINS)} are not set, so there is one run", {})]
    as_set = ", ".join(f"{name}={value}" for name, value in pins.items())
    return [Setting(f"{' and '.join(PINS)} unset", {}), Setting(f"as set: {as_set}", pins)]


class Child:
    """The process of one side, until the `with` block ends."""

    def __init__(self, module: str, side: str, pins: Mapping[str, str], threads: int | None) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in (*PINS, *THREADS)}
        self.env = kept | dict(pins) | ({} if threads is None else dict.fromkeys(THREADS, str(threads)))
        self.side, self.command = side, [sys.executable, "-m", "bench.child", module, side]

    def __enter__(self) -> Child:
        pipe = subprocess.PIPE
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            self.command, cwd=COURSE, env=self.env, stdin=pipe, stdout=pipe, stderr=self.errors, text=True,
            start_new_session=True,
        )  # fmt: skip
        return self

    def __exit__(self, *raised: object) -> None:
        if any(raised):
            self.process.kill()
        self.process.communicate()  # which closes its stdin, so that it ends by itself and tidies up
        self.errors.close()

    def hear(self) -> dict:
        """Return what it says next. Raises GraderError where it ended instead."""
        line = self.process.stdout.readline()
        if line:
            return json.loads(line)
        code = self.process.wait()
        self.errors.seek(0)
        last = (self.errors.read().strip().splitlines() or ["it said nothing; is there memory enough?"])[-1]
        raise GraderError(f"the side {self.side!r} ended with {code}: {last}")

    def ask(self) -> dict:
        """Have the work done once more."""
        print(file=self.process.stdin, flush=True)
        return self.hear()


def measure(
    module: str, figure: Figure, setting: Setting, rounds: int, threads: int | None, tell: Progress
) -> dict[str, Measured]:
    """Return what every side came to. `tell` hears what is being done."""
    found = {side: Measured() for side in figure.sides}
    order = random.Random(0)  # the same orders each time
    with contextlib.ExitStack() as stack:
        children = {}
        for side in figure.sides:  # one after the other: preparing together would be all their memory peaks at once
            tell(f"preparing {side}")
            child = stack.enter_context(Child(module, side, setting.pins, threads))
            said = child.hear()
            found[side].missing, found[side].libraries = said.get("missing", ""), said.get("libraries", "")
            if not found[side].missing:
                children[side] = child
        number = 0
        while number < rounds or (number < MORE * rounds and any(r.noisy for r in goal_ratios(figure, found).values())):
            number += 1
            for side in order.sample(list(children), len(children)):
                tell(f"round {number} of {rounds}{' and more, since they disagree' * (number > rounds)}: {side}")
                said = children[side].ask()
                found[side].rounds.append(said["entries"])
                found[side].peak = said["peak"]
    return found


def goal_ratios(figure: Figure, found: Mapping[str, Measured]) -> dict[Goal, Ratio]:
    """Return the ratio of each goal of which both sides were measured."""
    return {
        goal: ratio(found[goal.of].rounds_of(goal.entry), found[goal.against].rounds_of(goal.entry))
        for goal in figure.goals
        if all(side in found and found[side].rounds for side in (goal.of, goal.against))
    }
