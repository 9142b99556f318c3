"""PyTorch in a process of its own, which reads the model once: in one process the two take each other's cores."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from grader.errors import GraderError
from grader.lab.benchmark import torch_side
from grader.lab.benchmark.resume_record import answer_of
from grader.lab.benchmark.scoring import UnitScores
from grader.paths import COURSE
from reference.evaluation import ScoredIds


class BenchmarkProcess:
    """The other process, for one model and GELU. It starts where there is something to read, and ends with `with`."""

    def __init__(self, spec: str, gelu: str) -> None:
        self.spec = spec if spec.startswith("synthetic:") else str(Path(spec).absolute())
        self.gelu = gelu
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> BenchmarkProcess:
        self.folder = tempfile.TemporaryDirectory()
        self.errors = tempfile.TemporaryFile("w+")
        return self

    def __exit__(self, *raised: object) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
        self.errors.close()
        self.folder.cleanup()

    def read(self, units: Sequence[ScoredIds], todo: Sequence[int], keep: Callable[[UnitScores], None]) -> None:
        """Have the units of `todo` read, and hand on each answer as it comes. Raises GraderError."""
        if self.process is None:
            command = [sys.executable, "-m", "grader.lab.benchmark.torch_side", self.spec, self.gelu]
            pipe = subprocess.PIPE
            self.process = subprocess.Popen(command, cwd=COURSE, stdin=pipe, stdout=pipe, stderr=self.errors, text=True)
        path = str(Path(self.folder.name, "job.npz"))
        torch_side.write(path, units, todo)
        try:
            print(path, file=self.process.stdin, flush=True)
        except BrokenPipeError:
            raise self._died() from None
        for line in self.process.stdout:
            if json.loads(line) is None:
                return
            keep(answer_of(line))
        raise self._died()

    def _died(self) -> GraderError:
        code = self.process.wait()
        self.errors.seek(0)
        last = (self.errors.read().strip().splitlines() or ["it said nothing; is there memory enough?"])[-1]
        return GraderError(f"PyTorch's process ended with {code}: {last}")
