"""What came of a check, and of all negative controls: plain facts."""

from __future__ import annotations

from dataclasses import dataclass

from grader.judge.problem import Problem


@dataclass
class Finding:
    """What one check found.

    `problem` is why nothing could be compared, where that is so: then no evidence by values was taken. `unanswered` is
    True where what is asked for its own points is left as the stub has it.
    """

    passed: bool
    message: str = ""
    max_abs: float | None = None
    max_rel: float | None = None
    problem: Problem | None = None
    unanswered: bool = False

    @property
    def by_value(self) -> bool:
        """Whether values were compared."""
        return self.problem is None


def not_comparable(problem: Problem) -> Finding:
    """Return the finding of a check that had nothing to compare."""
    return Finding(False, problem.text, problem=problem)


@dataclass
class Controls:
    """How many known mistakes were refused, of how many, and the names of those that were not."""

    refused: int
    total: int
    survivors: list[str]
