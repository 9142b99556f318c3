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
    `problem` says why the call stopped, and so why arrays are missing; `gradient_problems` why single gradients are.
    `broken_promises` are problems beside the values: changed inputs, a second backward that differs, keys too many.
    `trace` is the first sign of a numerical difference. `peak_bytes` is the memory that the calls took, where measured.
    """

    inputs: Mapping[str, Any]
    upstream: np.ndarray | None = None
    outputs: dict[str, np.ndarray] = field(default_factory=dict)
    gradients: dict[str, np.ndarray] = field(default_factory=dict)
    problem: Problem | None = None
    gradient_problems: dict[str, Problem] = field(default_factory=dict)
    broken_promises: list[Problem] = field(default_factory=list)
    trace: TraceFinding | None = None
    peak_bytes: int = 0

    @property
    def not_written(self) -> bool:
        """Whether the answer, or a piece that it imports, is still a stub."""
        return self.problem is not None and self.problem.kind is ProblemKind.NOT_WRITTEN

    @property
    def value_problem(self) -> Problem | None:
        """Why an array is missing, if one is."""
        return self.problem or next(iter(self.gradient_problems.values()), None)

    @property
    def first_problem(self) -> Problem | None:
        """What is wrong with the call's form, if anything."""
        return self.value_problem or next(iter(self.broken_promises), None)

    @property
    def out_of_time(self) -> Problem | None:
        """The problem of a call that used up the answer's time, if one did."""
        problems = (self.problem, *self.broken_promises)
        return next((found for found in problems if found and found.error and found.error.out_of_time), None)

    def why_missing(self, name: str) -> Problem | None:
        """Return why there is no output or gradient of this name."""
        return self.gradient_problems.get(name) or self.problem

    @property
    def output(self) -> np.ndarray:
        """The op's output."""
        return self.outputs["output"]
