"""What came of a check, and of all negative controls: plain facts."""

from __future__ import annotations

from dataclasses import dataclass

from grader.judge.problem import Problem, ProblemKind


@dataclass
class Finding:
    """What one check found.

    `problem` is why nothing could be compared, where that is so: then no evidence by values was taken. `unanswered` is
    True where what is asked for its own points is left as the stub has it. `minor`: of a check over many cases, it
    failed on edge cases alone, or for want of another array than its target.
    """

    passed: bool
    message: str = ""
    max_abs: float | None = None
    max_rel: float | None = None
    problem: Problem | None = None
    unanswered: bool = False
    minor: bool = False

    @property
    def asked(self) -> bool:
        """Whether the call was made; once an answer's time is up, no more are."""
        return self.problem is None or self.problem.kind is not ProblemKind.NOT_ASKED

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
