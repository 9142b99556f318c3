"""Where a student stands, for the line at the top of a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from grader.course import registry
from grader.judge.ladder import Ladder
from grader.paths import exercises


@dataclass(frozen=True)
class Progress:
    """How many exercises are known to pass, of how many, and the next that can be worked on, or "" for none."""

    passed: int
    total: int
    next_up: str

    @property
    def text(self) -> str:
        """The line at the top of a verdict."""
        return f"{self.passed} of {self.total} exercises passed"


def progress(here: str) -> Progress:
    """Return where the student stands, as far as it is known: nothing is judged for it.

    What is next comes after the exercise `here`, where a notebook goes on, before it turns to what was left behind.
    """
    names, done = registry.all_names(), {*Ladder(exercises()).known_to_pass()}
    at = names.index(here)
    ahead = (name for name in (*names[at:], *names[:at]) if name not in done)
    free = (name for name in ahead if done.issuperset(registry.entry(name).requires))
    return Progress(len(done), len(names), next(free, ""))
