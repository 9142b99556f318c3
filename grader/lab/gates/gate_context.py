"""Where the gates run: on whose pieces, with what at hand, and who is told how far they are."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from grader.judge.ladder import Ladder
from grader.lab.gates.run_gates import Gate
from grader.lab.model.piece_set import PieceSet
from grader.runner.tree import Tree

if TYPE_CHECKING:
    from grader.lab.torch_process import TorchProcess

TEXT = "wiki.valid.raw"

WITHOUT_TORCH = (
    "this gate compares with PyTorch, which is not installed: `pip install -e '.[oracle]'` in the course's folder"
)
WITHOUT_DATA = f"this gate trains on {TEXT}: name its folder by --data FOLDER, or by the environment variable GPT2_DATA"

Progress = Callable[[str, int, int], None]


@dataclass
class Stopwatch:
    """How long a gate took."""

    seconds: float = 0.0


class GateContext:
    """What every gate is given. `told(text, done, of)` is called as a long gate goes on.

    `ladder` says which pieces have passed; without one, all are taken as they are: the course's own solutions.
    """

    def __init__(
        self,
        tree: Tree,
        ladder: Ladder | None = None,
        data: Path | None = None,
        on_progress: Progress = lambda text, done, of: None,
    ) -> None:
        self.own = PieceSet(tree)
        self.ladder, self.data, self.on_progress = ladder, data, on_progress

    @cached_property
    def torch(self) -> TorchProcess:
        """PyTorch in a process of its own, started by the first gate that asks it."""
        from grader.lab.torch_process import TorchProcess

        return TorchProcess()

    def close(self) -> None:
        """Let PyTorch's process go."""
        if "torch" in vars(self):
            self.torch.close()

    def missing(self, gate: Gate) -> str:
        """Say which exercises keep a gate locked, or return ""."""
        if self.ladder is None:
            return ""
        states: dict[str, str] = {}
        self.on_progress(f"{gate.name}: looking at your exercises", 0, 0)
        for piece in gate.pieces:
            for name in (*self.ladder.missing(piece), piece):
                state = self.ladder.standing(name).state
                if state != "passed":
                    states[name] = "not written yet" if state == "unwritten" else "not passed"
        if not states:
            return ""
        named = ", ".join(f"{name} ({state})" for name, state in states.items())
        some = "1 exercise that has" if len(states) == 1 else f"{len(states)} exercises that have"
        return (
            f"it is made of {some} not passed: {named}. No reference piece is lent: solve what is missing "
            "(`grader` says which is next), or see the gate at work on the solutions with --solutions."
        )

    def lacking(self, gate: Gate) -> str:
        """Say what a gate needs and this machine does not have, or return ""."""
        if gate.torch and importlib.util.find_spec("torch") is None:
            return WITHOUT_TORCH
        if gate.data and self.data is None:
            return WITHOUT_DATA
        if gate.data and not (self.data / TEXT).is_file():
            return f"{self.data} has no {TEXT}: --data names the folder that has it"
        return ""

    @contextmanager
    def timed(self, name: str) -> Iterator[Stopwatch]:
        """Say that a gate begins, and take its time."""
        clock, start = Stopwatch(), time.perf_counter()
        self.on_progress(name, 0, 0)
        yield clock
        clock.seconds = time.perf_counter() - start
