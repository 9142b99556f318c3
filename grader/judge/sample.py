"""What came of one call: plain arrays under flat names, whether a student, a witness or a mistake was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.judge.problem import Problem, ProblemKind
from grader.runner.observation import TraceFinding


@dataclass
class Sample:
    """One call of an op or a function on `inputs`, and of its backward on `upstream`.

    `outputs` has the key "output" for an op, else the function's own output names.
    `gradients` is keyed by argument; a dict argument's arrays are keyed "argument.key".
    `problem` says why the call gave nothing to compare. `trace` is the first sign of a numerical difference.
    """

    inputs: Mapping[str, Any]
    upstream: np.ndarray | None = None
    outputs: dict[str, np.ndarray] = field(default_factory=dict)
    gradients: dict[str, np.ndarray] = field(default_factory=dict)
    problem: Problem | None = None
    trace: TraceFinding | None = None

    @property
    def not_written(self) -> bool:
        """Whether the answer, or a piece that it imports, is still a stub."""
        return self.problem is not None and self.problem.kind is ProblemKind.NOT_WRITTEN

    @property
    def output(self) -> np.ndarray:
        """The op's output."""
        return self.outputs["output"]
