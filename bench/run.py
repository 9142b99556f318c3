"""Measure a figure: every side in a process of its own, asked in turns, so that a machine whose speed drifts slows all.

Two numeric libraries in one process take each other's processors, so no two sides share one.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bench.figure import Figure
from bench.machine import PINS, THREADS
from grader.errors import GraderError
from grader.paths import COURSE

Progress = Callable[[str], None]


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
    def seconds(self) -> float:
        """The median of the rounds, all entries of a round together."""
        return statistics.median(sum(entries.values()) for entries in self.rounds)

    @property
    def least(self) -> float:
        """The shortest round."""
        return min(sum(entries.values()) for entries in self.rounds)

    @property
    def entries(self) -> dict[str, float]:
        """The median seconds of each entry."""
        return {name: statistics.median(entries[name] for entries in self.rounds) for name in self.rounds[0]}


@dataclass(frozen=True)
class Setting:
    """The variables that choose OpenBLAS's kernel while measuring: left out, or as they are set."""

    label: str
    pinned: bool
    pins: Mapping[str, str]


def settings() -> list[Setting]:
    """Return the environments to measure in: without the kernel pinned, and where it is pinned, as it is."""
    pins = {name: os.environ[name] for name in PINS if name in os.environ}
    if not pins:
        return [Setting(f"{' and '.join(PINS)} are not set, so there is one run", False, {})]
    as_set = ", ".join(f"{name}={value}" for name, value in pins.items())
    return [Setting(f"{' and '.join(PINS)} unset", False, {}), Setting(f"as set: {as_set}", True, pins)]


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
    with contextlib.ExitStack() as stack:
        children = {}
        for side in figure.sides:  # one after the other: preparing together would be all their memory peaks at once
            tell(f"preparing {side}")
            child = stack.enter_context(Child(module, side, setting.pins, threads))
            said = child.hear()
            found[side].missing, found[side].libraries = said.get("missing", ""), said.get("libraries", "")
            if not found[side].missing:
                children[side] = child
        for number in range(1, rounds + 1):
            for side, child in children.items():
                tell(f"round {number} of {rounds}: {side}")
                said = child.ask()
                found[side].rounds.append(said["entries"])
                found[side].peak = said["peak"]
    return found
